import migrate as G, os, re
from migrate import *
files=load()
S4=['emergency','strength_and_nerves','movement_and_cramps','health_and_medicines']
edits={
 'weak-feeling-reassured':dict(about='R-B07'),
 'arm-feels-heavy':dict(set={'age_years':44},story='The arm of a teacher of 44 feels heavy, yet she can still do everything with it.'),
 'arm-feels-heavy-seen-by-neurologist':dict(set={'age_years':44},story='The arm of a teacher of 44 feels heavy; a neurologist found her strength and the needle test normal, and nothing has changed.'),
 'arm-feels-heavy-something-new':dict(set={'age_years':44},story='A neurologist found nothing in a teacher of 44 with a heavy arm, but since then it has begun to feel different.'),
 'eyelid-for-91-days':dict(set={'course':'worsening'},story='The eyelid of a nurse of 41 has twitched for 91 days, and more each week.'),
 'eyelid-for-90-days':dict(set={'course':'worsening'},story='The eyelid of a nurse of 41 has twitched for 90 days, and more each week.'),
 'neck-pain-shoots-into-arm':dict(set={'persistent_numbness':'present'},story='Pain shoots from the neck into the twitching arm of a tiler of 46, and two of his fingers stay numb.'),
 'stiff-neck-stays-in-neck':dict(set={'weakness_perceived':'present','decline_tempo':'stable_or_improving'},story='A tiler of 46 woke with a sore neck that stays in the neck; his twitching arm feels a little weak.'),
 'water-tablets-15-days':dict(set={'tingling':'present'},story='A man of 75 on water tablets has had a twitching calf for 15 days, and his feet tingle now and then.'),
 'thyroxine-15-days':dict(set={'palpitations':'present'},story='A woman of 54 on thyroxine has had a twitching eyelid for 15 days, and her heart pounds.'),
 'thyroxine-14-days':dict(set={'palpitations':'present'},story='A woman of 54 on thyroxine has had a twitching eyelid for 14 days, and her heart pounds.'),
 'duration-not-known-eyelid':dict(set={'course':'worsening'},story='A man of 38 has had a flickering eyelid, more each week, for he does not know how long.'),
}
out={fn:[] for fn in files}
for fn,vs in files.items():
    for v in vs:
        v=dict(v); e=edits.get(v['id'],{})
        v['findings']=dict(v['findings']); v['findings'].update(e.get('set',{}))
        for k in ('about','story'): v[k]=e.get(k,v[k])
        v['screens_completed']=screens(v['screens_completed'])
        out[fn].append(v)
def add(fn,id,story,about,how,f,s=S4):
    out.setdefault(fn,[]).append(dict(id=id,story=story,about=about,how=how,screens_completed=list(s),findings=f))
def base(age,site,days,course='stable',**k):
    f={'age_years':age,'sites':site if isinstance(site,list) else [site],'duration_days':days,'course':course}; f.update(k); return f
W=dict(weakness_perceived='present',decline_tempo='stable_or_improving')
ES=['strength_and_nerves','movement_and_cramps','health_and_medicines']
# emergency
add('emergency.toml','one-urgent-thing-not-said-which','A bus driver of 47 with a twitching arm says yes to one of the urgent things about breath, swallowing and heart.','R-E21','fires',base(47,'forearm',4,urgent_breath_swallow_heart='present'),ES)
add('emergency.toml','none-of-the-urgent-things','A bus driver of 47 with a twitching arm says no to each list of urgent things.','R-E21','just_missed',base(47,'forearm',4,urgent_breath_swallow_heart='absent',urgent_brain='absent',urgent_poison_or_heat='absent',urgent_spasm_spine_muscle='absent'),ES)
add('emergency.toml','possible-fit-after-thyroid-surgery','A gardener of 52 whose thyroid was removed years ago may have had a fit last week.','R-E22','fires',base(52,'hand',9,thyroid_disease_or_neck_surgery='present',possible_seizure_recent='present'))
add('emergency.toml','thyroid-surgery-without-a-fit','A gardener of 52 whose thyroid was removed years ago has had no spell at all.','R-E22','just_missed',base(52,'hand',9,thyroid_disease_or_neck_surgery='present'))
# same day
add('same_day.toml','kidney-disease-cramps-and-tingling','A man of 63 with kidney disease has cramps most days and tingling around his fingers.','R-U15','fires',base(63,'calf',20,known_kidney_liver_or_electrolyte_disorder='present',cramps_frequent='present',tingling='present'))
add('same_day.toml','kidney-disease-and-cramps-only','A man of 63 with kidney disease has cramps most days and no tingling.','R-U15','just_missed',base(63,'calf',20,known_kidney_liver_or_electrolyte_disorder='present',cramps_frequent='present'))
# soon
add('soon.toml','feels-weak-and-spreads-28-days','A cook of 31 feels weak in a hand whose twitching has been spreading for 28 days.','R-S23','fires',base(31,'hand',28,'worsening',**W))
add('soon.toml','feels-weak-and-spreads-27-days','A cook of 31 feels weak in a hand whose twitching has been spreading for 27 days.','R-S23','just_missed',base(31,'hand',27,'worsening',**W))
add('soon.toml','tongue-twitches-seen-by-neurologist','A singer of 35 has a twitching tongue that a neurologist examined with a normal needle test; nothing has changed.','R-S05','just_missed',base(35,'tongue',60,already_assessed='neurologist_exam_and_emg_reassuring',change_since_assessment='absent'))
# routine referral
add('routine_referral.toml','feels-weak-at-39','A teacher of 39 feels weak in an arm and can still do everything with it.','R-R01','just_missed',base(39,'shoulder_upper_arm',11,**W))
add('routine_referral.toml','feels-weak-with-cramps-at-30','A runner of 30 feels weak in his calves and has cramps every other night.','R-R01','fires',base(30,'calf',11,cramps_frequent='present',**W))
add('routine_referral.toml','shaking-for-15-days','The hands of a student of 22 have shaken in a regular beat for 15 days.','R-R04','fires',base(22,'hand',15,rhythmic_shaking='present'))
add('routine_referral.toml','shaking-for-14-days','The hands of a student of 22 have shaken in a regular beat for 14 days.','R-R04','just_missed',base(22,'hand',14,rhythmic_shaking='present'))
add('routine_referral.toml','worsening-lid-one-of-many','The eyelid of a nurse of 41 joined her wandering twitches, which have grown for 91 days; it is never always the same spot.','R-R05','just_missed',base(41,['eyelid','calf','hand'],91,'worsening',face_one_of_many='present'))
add('routine_referral.toml','left-cheek-for-15-days','The left cheek of a clerk of 50 has twitched for 15 days.','R-R06','fires',base(50,'face_other',15))
add('routine_referral.toml','cheek-always-the-same-side','The left cheek of a clerk of 50 has twitched for 15 days, always that side, beside a calf.','R-R06','fires',base(50,['face_other','calf'],15,face_one_of_many='absent'))
add('routine_referral.toml','cheek-one-of-many','The cheek of a clerk of 50 is one of many places that twitch in turn for 15 days.','R-R06','just_missed',base(50,['face_other','calf','hand'],15,face_one_of_many='present'))
add('routine_referral.toml','burning-feet','The feet of a postman of 58 have burned most of the time for three months.','R-R07','fires',base(58,'foot',90,persistent_numbness='present'))
add('routine_referral.toml','regained-strength-at-40','A lab worker of 40 had trouble lifting a cup in spring; it has got better since, but she still feels it.','R-R22','fires',base(40,'forearm',100,'improving',**W))
add('routine_referral.toml','eyes-squeeze-shut','Both eyes of a driver of 60 squeeze shut by themselves in bright light.','R-R24','fires',base(60,'eyelid',30,eyelids_forced_shut='present'))
# level 1
add('benign.toml','lid-for-91-days-steady','The eyelid of a nurse of 41 has twitched for 91 days, no more and no less.','R-B06','fires',base(41,'eyelid',91))
add('benign.toml','lid-for-90-days-steady','The eyelid of a nurse of 41 has twitched for 90 days, no more and no less.','R-B06','just_missed',base(41,'eyelid',90))
add('benign.toml','feels-weak-can-do-everything','A barista of 26 feels weak in one leg and can still climb stairs, run and stand on her toes.','R-B07','fires',base(26,'buttock_thigh',8,**W))
add('benign.toml','does-not-feel-weak','A barista of 26 has a twitching thigh and no feeling of weakness.','R-B07','just_missed',base(26,'buttock_thigh',8))
add('benign.toml','pain-shoots-into-leg','Pain shoots from the back into the twitching leg of a mover of 37; nothing is numb or weak.','R-B08','fires',base(37,'calf',12,neck_back_pain_radiating='present'))
add('benign.toml','back-pain-stays-in-back','A mover of 37 has a twitching calf and an ache that stays in the back.','R-B08','just_missed',base(37,'calf',12))
add('benign.toml','shaky-hands-for-a-week','The hands of a student of 22 have shaken in a regular beat for a week of exams.','R-B09','fires',base(22,'hand',7,rhythmic_shaking='present'))
add('benign.toml','twitch-without-a-beat','The hand of a student of 22 has twitched now and then for a week of exams.','R-B09','just_missed',base(22,'hand',7))
add('benign.toml','tongue-seen-by-neurologist','The tongue of a singer of 35 still quivers; a neurologist found it and the needle test normal.','R-B10','fires',base(35,'tongue',200,already_assessed='neurologist_exam_and_emg_reassuring',change_since_assessment='absent'))
add('benign.toml','lip-not-tongue','The lip of a singer of 35 has quivered for ten days.','R-B10','just_missed',base(35,'face_other',10))
# R-K04
K4=dict(cramps_frequent='present',muscle_pain='present')
add('unknown_answers.toml','cramps-duration-not-known','A decorator of 33 has had cramps, aching calves and twitches for he does not know how long.','R-K04','fires',base(33,'calf','unknown',**K4))
add('unknown_answers.toml','cramps-duration-known','A decorator of 33 has had cramps, aching calves and twitches for 27 days.','R-K04','just_missed',base(33,'calf',27,**K4))
add('unknown_answers.toml','cramps-place-not-said','A decorator of 33 has had cramps and aching for 60 days and was not asked where it twitches.','R-K04','fires',{'age_years':33,'twitch_present':'present','duration_days':60,'course':'stable',**K4})
# conditions that cannot be learned; age first
add('unknown_answers.toml','age-nobody-knows','A carer does not know the age of the man whose hand twitches, and has answered nothing else.','R-K01','fires',{'age_years':'unknown','sites':['hand'],'duration_days':10,'course':'stable'},['strength_and_nerves','movement_and_cramps','health_and_medicines'])
add('unknown_answers.toml','age-unknown-not-a-child','A carer does not know the age of the man whose hand twitches, but says that the questions about a baby and a child do not apply.','R-K01','fires',{'age_years':'unknown','sites':['hand'],'duration_days':10,'course':'stable','infant_spells_or_poor_feeding':'absent','lost_motor_skills':'absent'},S4)
add('unknown_answers.toml','age-not-asked-yet','Someone with a twitching hand has said nothing but how long.','R-K01','fires',{'duration_days':10},[])
add('unknown_answers.toml','pregnancy-not-sure-nothing-ticked','A woman of 29 is not sure whether she is pregnant and ticks nothing else on the last screen.','R-K02','fires',base(29,'eyelid',3,pregnant_or_postpartum='unknown'))
# groups
who=[('florist',28,'eyelid',5),('welder',36,'calf',9),('librarian',39,'hand',6),('pilot',33,'buttock_thigh',12),('weaver',27,'trunk',4),('baker',38,'forearm',8),('diver',31,'foot',10),('tailor',35,'neck',7),('porter',29,'calf',3),('sailor',34,'shoulder_upper_arm',11),('painter',37,'eyelid',13)]
topic={'urgent_breath_swallow_heart':'breath, swallowing and heart','urgent_brain':'sudden weakness, confusion and fits','urgent_poison_or_heat':'poison, secretions and heat','urgent_spasm_spine_muscle':'spasms, bladder and dark urine','other_feeling_or_stiffness':'feeling and stiffness','other_sight_balance_breath_mind':'sight, balance, breath and mind','other_movement':'other movements','unwell_lately':'being unwell lately','other_change_lately':'other changes lately','known_condition':'known conditions','medicine_or_drug':'medicines and drugs'}
fn='group_questions.toml'
for (g,ms),(job,age,site,days) in zip(GROUPS.items(),who):
    sc=FI[g]['screen']; others=[s for s in S4 if s!=sc]; slug=g.replace('_','-'); t=topic[g]; urgent=g.startswith('urgent')
    rest={n:'absent' for n,f in FI.items() if f.get('screen')==sc and f['kind']=='tri' and n!=g and n not in ms and 'asked_when' not in f and not (n in GOF and GOF[n]!=g and 0) and n not in GOF}
    B=lambda **k: base(age,site,days,**k)
    a=f'A {job} of {age}'
    open_rule=lambda f,s: 'R-K01' if fires('R-K01',to_payload(f),s) else 'R-K02'
    if urgent: add(fn,f'{slug}-yes',f'{a} says yes to the list about {t} and has not said which.','R-E21','fires',B(**{g:'present',**rest}),others)
    else:
        f=B(**{g:'present',**rest}); add(fn,f'{slug}-yes',f'{a} says yes to the list about {t} and has not said which.',open_rule(f,others),'fires',f,others)
        f=B(**{g:'present'}); add(fn,f'{slug}-yes-screen-closed',f'{a} says yes to the list about {t}, and the app closes the screen without asking which.',open_rule(f,S4),'fires',f,S4)
    f=B(**{g:'unknown',**rest}); add(fn,f'{slug}-not-sure',f'{a} is not sure about the list of {t}.',open_rule(f,others),'fires',f,others)
    f=B(**{g:'absent',**rest}); k=next((r for r in('R-K01','R-K02') if not fires(r,to_payload(f),others) and near(r,to_payload(f),others)),None)
    add(fn,f'{slug}-no',f'{a} says no to the whole list about {t}.',k,'just_missed',f,others)
    f=B(**{**{m:'absent' for m in ms},**rest}); k=next((r for r in('R-K01','R-K02') if not fires(r,to_payload(f),others) and near(r,to_payload(f),others)),None)
    add(fn,f'{slug}-each-asked-alone',f'{a} was asked each thing about {t} alone and says no each time.',k,'just_missed',f,others)
    f=B(**{g:'absent',ms[-1]:'present',**rest}); add(fn,f'{slug}-no-but-one-is-true',f'{a} says no to the list about {t}, but yes to one thing on it.','R-K03','fires',f,others)
    f=B(**{g:'present',**{m:'absent' for m in ms},**rest}); add(fn,f'{slug}-yes-but-none-is-true',f'{a} says yes to the list about {t}, then no to each thing on it.','R-K03','fires',f,others)
    f=B(**{ms[0]:'unknown'}); f=f if urgent else f
    add(fn,f'{slug}-one-not-known',f'{a} does not know about one thing of the list about {t}; the screen is done.',open_rule(f,S4),'fires',f,S4)
# drop duplicates of body
seen={}; problems=[]
order_ok=True
heads={fn:''.join(l for l in open(OLD+fn) if l.startswith('#')) for fn in files}
heads['group_questions.toml']='''# Vignettes about group questions: yes, no, not sure, each thing asked alone, and answers that contradict each other, with
# the screen completed and not.
# Each [[vignette]] is a story, the body it is sent as (screens_completed, findings) and the decision to expect; how
# is "fires" or "just_missed" (one answer away from firing the rule of about). In full: emergency.toml.
'''
heads['emergency.toml']=heads['emergency.toml'].replace('The expectations come from a second implementation, written from the text of the specification alone.','The expectations come from a second implementation in another language, by another hand than the service\'s.')
heads['unknown_answers.toml']=heads['unknown_answers.toml'].replace('(R-K01, R-K02, R-K03)','(R-K01 to R-K04)')
D='out/'; os.makedirs(D,exist_ok=True)
total=0; ids=set()
for fn,vs in out.items():
    body=[]
    for v in vs:
        p=to_payload(v['findings']); s=v['screens_completed']
        key=(json.dumps(v['findings'],sort_keys=True),tuple(sorted(s)))
        if key in seen: problems.append(('same body',v['id'],seen[key])); continue
        seen[key]=v['id']
        if v['id'] in ids: problems.append(('same id',v['id']))
        ids.add(v['id'])
        if v['about'] is None: problems.append(('no rule',v['id'])); continue
        f=fires(v['about'],p,s)
        if v['how']=='fires' and not f: problems.append(('does not fire',v['id'],v['about'],decide(p,s)['reasons']))
        if v['how']=='just_missed' and (f or not near(v['about'],p,s)): problems.append(('not just missed',v['id'],v['about'],f))
        v['expect']=expect(p,s); body.append(emit(v)); total+=1
    open(D+fn,'w').write(heads[fn].rstrip()+'\n\n'+'\n'.join(body))
about={h:{v['about'] for vs in out.values() for v in vs if v['how']==h} for h in('fires','just_missed')}
allr=[r['id'] for r in RULES]
for h in about: print(h,'missing',[r for r in allr if r not in about[h]])
print(total); [print(x) for x in problems]
