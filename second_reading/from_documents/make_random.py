import random,json,sys; sys.path.insert(0,'.'); from model import *
rng=random.Random(20); V=json.load(open(D+'vectors-2.0.json')); BASE=V['baseline']
TRI=[f for f in FIELDS if f not in NONTRI]
REAL=[s for s in SCREENS]
def value(f):
    if f=='age_years': return rng.choice([None,0,1,2,5,15,16,25,39,40,54,55,70,90,120,rng.randrange(121)])
    if f=='duration_days': return rng.choice([None,0,3,14,15,27,28,83,84,90,91,400,rng.randrange(2000)])
    if f=='sites': return rng.choice([None,[]]+[rng.sample(SITES,rng.choice([1,1,1,2,3,5])) for _ in range(8)])
    if f=='course': return rng.choice(['improving','stable','worsening','unknown',None])
    if f=='decline_tempo': return rng.choice(['none','stable_or_improving','months','weeks','days','sudden','unknown',None])
    if f=='already_assessed': return rng.choice(['none','gp_exam_normal']+['neurologist_exam_and_emg_reassuring']*4+['unknown',None])
    return rng.choice(['present','absent','absent','unknown',None])
def groups(f):
    for g,ms in GROUPS.items():
        k=rng.randrange(10)
        if k<4: continue                                     # missing
        if k==4: f[g]='present'
        elif k==5: f[g]=rng.choice(['unknown',None])
        else: f[g]='absent'
        if g in URGENT and f[g]=='present' and rng.random()<.7: f[g]='absent'
        if f[g]=='absent' and rng.random()<.1: f[rng.choice(ms)]='present'      # contradiction
        if f[g]=='present' and rng.random()<.3: f.update({m:'absent' for m in ms}) # contradiction
        if rng.random()<.5:
            for m in ms:
                if rng.random()<.6: f.pop(m,None)
def screens(p): return [s for s in REAL if rng.random()<p]
EM=set(OLD['emergency'])
def near():
    f=dict(BASE); 
    for k in rng.sample(list(f),rng.choice([0,10,40,len(f)-3])): f.pop(k,None)
    for _ in range(rng.randrange(1,8)):
        k=rng.choice(TRI+sorted(NONTRI)*3)
        if k in EM and rng.random()<.6: continue
        if k in URGENT: continue
        f[k]=value(k)
    if rng.random()<.7: groups(f)
    for k,p in (('age_years',.9),('sites',.85),('duration_days',.8)):
        if k not in f and rng.random()<p: f[k]=value(k)
    return {'findings':f,'screens_completed':screens(rng.choice([0,.4,.8]))}
def wild():
    f={}; q=rng.random()
    emer=rng.random()<.25
    for k in FIELDS:
        if rng.random()<q:
            x=value(k)
            if (k in EM or k in URGENT) and x=='present' and not emer: x='absent'
            f[k]=x
    if rng.random()<.6: groups(f)
    if not emer:
        for k in sorted(EM)+URGENT:
            if f.get(k)=='present': f[k]='absent'
        if f.get('decline_tempo') in('sudden','days') and rng.random()<.8: f.pop('decline_tempo')
    return {'findings':f,'screens_completed':screens(rng.choice([0,.3,.7]))}
def focus():
    """group and condition questions with a little else, four main screens mostly done"""
    f={'age_years':value('age_years'),'sites':rng.choice([['eyelid'],['face_other','calf'],['calf'],['tongue'],['hand','calf']]),'duration_days':value('duration_days'),'course':value('course')}
    groups(f)
    for k in rng.sample(list(CONDS)+['jerks_move_body','pregnant_or_postpartum','cramps_frequent','med_statin','already_assessed','weakness_perceived','twitch_present'],rng.randrange(7)): f[k]=value(k)
    return {'findings':f,'screens_completed':screens(.75)}
def quiet():
    """a healthy-looking person: four screens done, one to three answers differ; sometimes a key fact or a screen is missing"""
    f={'age_years':rng.choice([20,30,39,40,56,70]),'sites':rng.choice([['eyelid'],['calf'],['tongue'],['face_other'],['hand','calf'],['eyelid','calf','trunk']]),'duration_days':rng.choice([3,20,28,60,90,91,200]),'course':rng.choice(['stable','improving','worsening'])}
    if rng.random()<.5:
        f['cramps_frequent']='present'
        if rng.random()<.6: f[rng.choice(['fatigue','muscle_pain','stiffness_after_use','exercise_intolerance'])]=rng.choice(['present','present','unknown'])
    for k in rng.sample([k for k in TRI if k not in EM and k not in URGENT],rng.randrange(3)): f[k]=value(k)
    for g in GROUPS:
        if rng.random()<.3: f[g]='absent'
    s=['emergency','strength_and_nerves','movement_and_cramps','health_and_medicines']
    if rng.random()<.3: f.pop(rng.choice(['age_years','sites','duration_days','course','duration_days','duration_days']))
    if rng.random()<.15: s.remove(rng.choice(s))
    if rng.random()<.2: s.append(rng.choice(['triggers','examination']))
    return {'findings':f,'screens_completed':s}
out=[]
for i in range(3000):
    kind=[near,wild,focus,quiet][i%4]; p=kind(); d=Decision(p)
    out.append({'id':f'X{i+1:04}','kind':kind.__name__,'body':p,'expect':d.expect(),'also':{'suspected_groups':d.groups(),'advice':d.advice()}})
json.dump(out,open('./random_cases.json','w'),separators=(',',':'))
import collections
print(collections.Counter((c['expect']['level'],c['expect']['urgency'],c['expect']['provisional']) for c in out))
fired=collections.Counter(r for c in out for r in c['expect']['rules']); print('never',set(RULES)-set(fired),fired['R-K01'],fired['R-K02'],fired['R-K04'])
print('warn',sum(bool(c['expect']['warnings']) for c in out),'lowering',sum(bool(c['expect']['lowering_questions']) for c in out),'asked',sum(bool(c['expect']['asked_already']) for c in out))
