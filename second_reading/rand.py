import random,json
from migrate import *
R=random.Random(20261128)
V=json.load(open(D+'vectors.json'))
ALLS=['emergency','strength_and_nerves','movement_and_cramps','health_and_medicines','triggers','examination']
def ans(f):
    k=f['kind']
    if k=='tri': return R.choice(['present','absent','unknown',None])
    if k=='one_of': return R.choice([a['value'] for a in f['answers']]+['unknown',None])
    if k=='integer': return R.choice([None,f['minimum'],f['maximum'],R.randint(f['minimum'],min(f['maximum'],200)),R.choice([1,2,14,15,16,27,28,39,40,90,91])])
    v=[a['value'] for a in f['answers']]; return R.choice([None,[],R.sample(v,R.randint(1,min(4,len(v))))])
out=[]
for i in range(3000):
    p=dict(V[R.choice(['baseline','baseline','baseline','nothing','everything_unknown'])])
    for n in R.sample(list(FI),R.choice([0,1,2,3,5,8,30] if i%10 else [60])):
        x=ans(FI[n])
        if FI[n]['kind']=='integer' and x is not None: x=max(FI[n]['minimum'],min(FI[n]['maximum'],x))
        if R.random()<.3: p.pop(n,None)
        else: p[n]=x
    for g in R.sample(list(GROUPS),R.choice([0,0,1,2])):
        p[g]=R.choice(['present','absent','unknown',None])
        for m in GROUPS[g]:
            r=R.random()
            if r<.5: p.pop(m,None)
            elif r<.8: p[m]='absent'
            elif r<.9: p[m]='unknown'
            else: p[m]='present'
    s=R.sample(ALLS,R.choice([0,1,3,4,6]))
    e=expect(p,s)
    out.append(dict(findings=p,screens_completed=s,expect=e))
json.dump(out,open('random_cases.json','w'))
from collections import Counter
print(Counter((e['expect']['level'],e['expect']['urgency']) for e in out))
