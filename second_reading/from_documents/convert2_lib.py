from model import *
from specials import FIX
DROP={'muscle_pain','fatigue','stiffness_after_use','exercise_intolerance'}
def screens(s):
    o=[x for x in('emergency','strength_and_nerves') if x in s]
    if {'movement','cramps'}<=set(s):o.append('movement_and_cramps')
    if {'general_health','medicines_and_context'}<=set(s):o.append('health_and_medicines')
    return o+[x for x in s if x in('triggers','examination')]
def convert(v):
    v['screens_completed']=screens(v['screens_completed'])
    i=v['id'];f=v['findings']
    if i=='cramps-list-not-shown': v['story']="The app of a woman of 33 asked about other movements and left out cramps; her calf has flickered for a month."; f.update(other_movement='absent',hands_feet_spasm_or_mouth_tingling='absent')
    if i=='medicines-list-skipped': v['story']="A man of 66 skipped the whole question about medicines; some of the things in it could refer him."; f.update(unwell_lately='absent',other_change_lately='absent',known_condition='absent')
    if i=='jerks-and-urge-not-asked': f.update(cramps_frequent='absent',hands_feet_spasm_or_mouth_tingling='absent')
    if i=='health-list-skipped-in-pregnancy': v['story']="A pregnant woman of 26 said so and skipped the rest of the page on health and medicines."
    if i in FIX:
        a,b=FIX[i]; v.update(a)
        for k,x in b.items():
            if x is None: f.pop(k,None)
            else: f[k]=x
    # decoration that is now asked only with cramps or a statin would be a contradiction
    if v['about']!='R-K03':
        fx=Facts({'findings':f,'screens_completed':v['screens_completed']})
        for k in [k for k in f if k in DROP and f[k]=='present' and fx.cond[k]=='absent']: f.pop(k)
