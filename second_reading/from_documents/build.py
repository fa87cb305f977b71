from vig import *; import subprocess
from specials import FIX; import convert2_lib
import newvig
HEAD_GROUPS='''# Vignettes about the eleven group questions (one question for several findings): each answered with yes, no and don't
# know, not asked, settled by a completed screen or by its members, and contradicted by a member.
# Each [[vignette]] is a story, the body it is sent as (screens_completed, findings) and the decision to expect; how
# is "fires" or "just_missed" (one answer away from firing the rule of about). In full: emergency.toml.
'''
files={}; heads={}
for f in sorted(glob.glob(DIR+'*.toml')):
    n=os.path.basename(f)[:-5]
    if n=='group_questions': continue
    t=subprocess.run(['git','show','main:tests/vignettes/'+n+'.toml'],capture_output=True,text=True).stdout
    heads[n]=header(t); files[n]=tomllib.loads(t)['vignette']
    for v in files[n]: convert2_lib.convert(v)
files['group_questions']=[]; heads['group_questions']=HEAD_GROUPS+'\n'
seen={v['id'] for vs in files.values() for v in vs}
bad=0
for file,id,story,about,how,s,f in newvig.N:
    files[file].append({'id':id,'story':story,'about':about,'how':how,'screens_completed':s,'findings':f})
bodies={}
ids=set()
for n,vs in files.items():
    for v in vs:
        v['expect']=expect(v); p=problems(v)
        if p: bad+=1; print(n,v['id'],v['about'],v['how'],p,v['findings'] if len(v['findings'])<15 else '', v['expect']['rules'])
        if v['id'] in ids: bad+=1; print('twice',v['id'])
        ids.add(v['id'])
        k=json.dumps([sorted(v['findings'].items()),sorted(v['screens_completed'])])
        if k in bodies: bad+=1; print('same body',v['id'],bodies[k])
        bodies[k]=v['id']
        if v['expect']['warnings'] and v['about']!='R-K03': print('warning',v['id'])
have={(v['about'],v['how']) for vs in files.values() for v in vs}
print('rules without',[(r,h) for r in list(RULES)+['R-K01','R-K02','R-K03','R-K04'] for h in('fires','just_missed') if (r,h) not in have])
print({n:len(v) for n,v in files.items()},sum(map(len,files.values())),'bad',bad)
if '-w' in sys.argv:
    a=heads['emergency']; b='# The expectations come from a second implementation, written from the text of the specification alone. When a rule\n# changes, change the vignettes about it with it.\n'
    assert b in a
    heads['emergency']=a.replace(b,'# The expectations come from a second implementation of rule book 2.0.0, written from the text of the specification\n# alone. They are computed: no clinician has judged them. When a rule changes, change the vignettes about it with it.\n')
    heads['unknown_answers']=heads['unknown_answers'].replace('(R-K01, R-K02, R-K03)','(R-K01 to R-K04)').replace('; the\n# last ones are about answers that could only lower the result.','; some are\n# about answers that could only lower the result, or about conditions that cannot be learned.')
    heads['cramps']=heads['cramps'].replace('(R-C..), with their limits of duration.','(R-C.. and R-K04), with their limits of duration.')
    for n,vs in files.items(): open(DIR+n+'.toml','w').write(heads[n]+'\n'.join(write(v) for v in vs))
