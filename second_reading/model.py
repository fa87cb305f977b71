"""Scratch reference model over the knowledge files: runs the vectors."""
import json,tomllib,itertools,copy,sys
D='../src/clinical/knowledge/'
T=lambda n:tomllib.load(open(D+n+'.toml','rb'))
FF=T('findings'); FI={f['name']:f for f in FF['finding']}; RULES=[r for r in T('rules')['rule']]; I=T('interview'); SC={s['id'] for s in T('screens')['screen']}
LV=['benign_lifestyle','cramp_fasciculation_syndrome','refer_workup']; UR=['self_care','routine','soon','urgent_same_day','emergency']
eff={r['id']:(LV.index(r['level']),UR.index(r['urgency'])) for r in RULES if 'level' in r}
GROUPS={n:f['members'] for n,f in FI.items() if 'members' in f}; GOF={m:g for g,ms in GROUPS.items() for m in ms}
REG={a['value']:a.get('region') for a in FI['sites']['answers']}
DERIV={'any_weakness':['weakness_functional','weakness_perceived'],'any_decline':['weakness_functional','weakness_perceived','speech_change','swallowing_difficulty'],'limb_neck_or_trunk_site':['sites'],'site_count':['sites'],'body_region_count':['sites'],'twitch_reported':['twitch_present','sites'],'assessed_and_reassured':['already_assessed','change_since_assessment']}
DEP=['infant_spells_or_poor_feeding','lost_motor_skills','decline_tempo','continuous_jerking_1h','jerks_new_4_weeks','suppressible_with_urge','jerks_only_falling_asleep','jerks_are_hiccups','hiccups_over_48h','preeclampsia_symptoms','change_since_assessment','face_one_of_many','muscle_pain','exercise_intolerance','stiffness_after_use','fatigue']
assert set(DEP)=={n for n,f in FI.items() if 'asked_when' in f}
def K_or(v): return True if True in v else (None if None in v else False)
def K_and(v): return False if False in v else (None if None in v else True)
def litval(l,v,cond=False):
    """three-valued; cond: in a condition for asking, unknown of class M stays unknown"""
    if isinstance(l,str):
        if l in('any_weakness','any_decline'):
            return K_or([{'present':True,'absent':False}.get(v[x]) for x in DERIV[l]])
        if l=='twitch_reported': return not(v['twitch_present']=='absent' and not v['sites'])
        if l=='limb_neck_or_trunk_site': return None if v['sites'] is None else any(REG[s] in('cervical','thoracic','lumbosacral') for s in v['sites'])
        x=v[l]
        if x is None and FI[l]['class'] in('M','O') and not cond: return False
        return None if x is None else x=='present'
    f=l['finding']
    if f=='assessed_and_reassured':
        yes=v['already_assessed']=='neurologist_exam_and_emg_reassuring' and v['change_since_assessment']=='absent'
        return ('yes' if yes else 'no') in l['is']
    if f=='twitch_reported': return ('yes' if litval('twitch_reported',v) else 'no') in l['is']
    if 'is' in l:
        if f=='sites': return None if v['sites'] is None else any(s in v['sites'] for s in l['is'])
        x=v[f]
        if x is None:
            if 'unknown' in l['is']: return True
            if FI[f]['class'] in('M','O') and not cond: return False
            return None
        return x in l['is']
    if f=='site_count': x=None if v['sites'] is None else len(set(v['sites']))
    elif f=='body_region_count': x=None if v['sites'] is None else len({REG[s] for s in v['sites']}-{None})
    else: x=v[f]
    if x is None: return None
    return x>=l['at_least'] if 'at_least' in l else x>l['more_than'] if 'more_than' in l else x<l['less_than']
def lits(c): return c['any'] if isinstance(c,dict) and 'any' in c else [c]
def clval(c,v,cond=False): return K_or([litval(l,v,cond) for l in lits(c)])
def condval(cs,v,cond=False): return K_and([clval(c,v,cond) for c in cs])
def fields(l):
    f=l if isinstance(l,str) else l['finding']
    return DERIV.get(f,[f])
def settle(p,screens,u2absent=False,base=None):
    warn=set(); v={}
    if base is None:
        for n,f in FI.items():
            x=p.get(n); v[n]=None if x in(None,'unknown') else x
        if v['sites']==[]: v['sites']=None
        missing={n for n in FI if n not in p}
        for g,ms in GROUPS.items():
            done=FI[g]['screen'] in screens
            anyp=any(v[m]=='present' for m in ms)
            sent=v[g]
            if sent=='absent':
                if anyp: warn.add('R-K03')
                else:
                    for m in ms:
                        if m in missing: v[m]='absent'
            if sent=='present' and all(v[m]=='absent' for m in ms): warn.add('R-K03')
            if sent is None and all(m not in missing for m in ms): v[g]='absent'
            if done:
                if g in missing: v[g]='absent'
                if g in missing or sent=='absent':
                    for m in ms:
                        if m in missing and v[m] is None: v[m]='absent'
        for n,f in FI.items():
            if f.get('screen') in screens and f['kind']=='tri' and n in missing and v[n] is None and n not in GOF: v[n]='absent'
        if v['twitch_present']=='absent':
            if v['sites']: warn.add('R-K03'); v['twitch_present']='present'
            else:
                v['sites']=[]
                if v['duration_days'] is None: v['duration_days']=0
                if v['course'] is None: v['course']='stable'
        raw=dict(v)
    else:
        raw=dict(base)
        if u2absent:
            for n,f in FI.items():
                if f['class']=='U2' and raw.get('='+n) is None: raw[n]='absent'
        v=dict(raw)
    v={k:x for k,x in raw.items()}
    conds={}
    for n in DEP:
        c=condval(FI[n]['asked_when'],v,True); conds[n]=c; x=raw[n]
        if n=='decline_tempo':
            if x=='none': 
                if c is True: warn.add('R-K03')
                x=None
            if x is not None:
                if c is False: warn.add('R-K03')
                v[n]=x
            else: v[n]='none' if c is False else None
            continue
        if x=='present' or (FI[n]['class']=='M' and FI[n]['kind']!='tri'):
            v[n]=x
            if x=='present' and c is False and FI[n]['class'] in('U1','U2'): warn.add('R-K03')
        elif c is False: v[n]='absent' if FI[n]['class']!='M' or n!='change_since_assessment' else x
        elif c is None: v[n]='absent' if x=='absent' else None
        else: v[n]=x
    return v,raw,conds,warn
def decide(p,screens=()):
    v,raw,conds,warn=settle(p,screens)
    val={r['id']:condval(r['when'],v) for r in RULES if 'when' in r}
    if val['R-X01']: val['R-B00']=False
    fired=[i for i,x in val.items() if x is True]
    dl=max(eff[i][0] for i in fired); du=max(eff[i][1] for i in fired)
    op=[i for i,x in val.items() if x is None and (eff[i][0]>dl or eff[i][1]>du)] if du<4 else []
    ks=set()
    if op:
        r2=dict(raw)
        for n,f in FI.items(): 
            if f['class']=='U2' and v[n] is None: r2[n]='absent'
        v2,_,_,_=settle(p,screens,base=r2)
        for i in op:
            if eff[i][0]>0 and condval(next(r for r in RULES if r['id']==i)['when'],v2) is None: ks.add('R-K01' if eff[i][0]==2 else 'R-K04')
            else: ks.add('R-K02')
    l,u=dl,du
    for k in ks: l=max(l,{'R-K01':2,'R-K04':1,'R-K02':0}[k]); u=max(u,1)
    ml,mu=dl,du
    for i in op: ml=max(ml,eff[i][0]); mu=max(mu,eff[i][1])
    reasons=sorted(fired+list(ks),key=lambda i:(-eff[i][1],-eff[i][0],i))
    return dict(v=v,raw=raw,conds=conds,warn=warn,val=val,op=op,d=(dl,du),a=(l,u),most=(ml,mu),reasons=reasons,in_scope=not val['R-X01'])
TIERS=I['tiers']
def tier(n):
    for i,t in enumerate(TIERS):
        if n in t.get('findings',[]) or ('screen' in t and FI[n].get('screen')==t['screen']): return i
    return len(TIERS)
def questions(p,screens,d):
    v=d['v']; why={}
    asked=lambda n: n in p and v[n] is None
    def add(n,e):
        why.setdefault(n,[]).append(e)
    if d['d'][1]==4: return [],[]
    for i in d['op']:
        r=next(r for r in RULES if r['id']==i)
        for c in r['when']:
            if clval(c,v) is not None: continue
            todo=[f for l in lits(c) if litval(l,v) is None for f in fields(l) if v[f] is None and FI[f]['class'] not in 'MNO']
            seen=set()
            while todo:
                n=todo.pop()
                if n in seen: continue
                seen.add(n)
                if n in d['conds'] and d['conds'][n] is None:
                    subs=[f for c2 in FI[n]['asked_when'] if clval(c2,v,True) is None for l in lits(c2) if litval(l,v,True) is None for f in fields(l) if v[f] is None]
                    todo+=subs
                    def learn(x):  # all that takes its place was asked already
                        return asked(x)
                    allsub=set(); st=list(subs)
                    while st:
                        x=st.pop()
                        if x in allsub: continue
                        if x in d['conds'] and d['conds'][x] is None:
                            s2=[f for c2 in FI[x]['asked_when'] if clval(c2,v,True) is None for l in lits(c2) if litval(l,v,True) is None for f in fields(l) if v[f] is None]
                            allsub.add(('c',x)); st+=s2
                            if all(asked(y) for y in s2): allsub.add(x)
                        else: allsub.add(x)
                    real=[x for x in allsub if not isinstance(x,tuple)]
                    if all(asked(x) for x in real): add(n,i)
                else: add(n,i)
    if 'sites' in why and v['twitch_present'] not in('present','absent'):
        for e in why['sites']: add('twitch_present',e)
    out={}
    for n,es in why.items():
        t=n
        if n in GOF and n not in p and GOF[n] not in p and not any(v[m]=='present' for m in GROUPS[GOF[n]]): t=GOF[n]
        out.setdefault(t,set()).update(es)
    order={n:k for k,n in enumerate(I['ask_order'])}
    key=lambda n:(asked(n),tier(n),-max(eff[e][1] for e in out[n]),-max(eff[e][0] for e in out[n]),order[n])
    s=sorted(out,key=key)
    return [n for n in s if not asked(n)],[n for n in s if asked(n)]
LOW=[(x['finding'],x['answer']) for x in I['lowering']]
def lowering(p,screens,d):
    if d['d'][1]==4: return []
    v=d['v']; cand=[]
    for f,a in LOW:
        if f=='twitch_present' and v['sites']: continue
        if v[f] is None: cand.append((f,a))
    out=set(); memo={}
    def res(s):
        k=frozenset(s)
        if k not in memo:
            q=dict(p); q.update(dict(s)); x=decide(q,screens); memo[k]=(*x['d'],*x['a'])
        return memo[k]
    for k in range(1,len(cand)+1):
        for s in itertools.combinations(cand,k):
            for f in s:
                a=res(s); b=res([x for x in s if x!=f])
                if any(x<y for x,y in zip(a,b)) and not any(x>y for x,y in zip(a,b)): out.add(f[0])
    return [f for f,a in LOW if f in out and (f not in d['conds'] or d['conds'][f] is True)]
if __name__=='__main__':
    V=json.load(open(D+'vectors.json')); bad=0; kinds={}
    for x in V['vectors']:
        p=dict(V[x['start_from']]); p.update(x['change']); s=x.get('screens_completed',[]); e=x['expect']
        d=decide(p,s); nq,aa=questions(p,s,d); lo=lowering(p,s,d)
        got=dict(level=LV[d['a'][0]],urgency=UR[d['a'][1]],provisional=bool(d['op']),in_scope=d['in_scope'],possible=dict(least=dict(level=LV[d['d'][0]],urgency=UR[d['d'][1]]),most=dict(level=LV[d['most'][0]],urgency=UR[d['most'][1]])),rules=d['reasons'],warnings=sorted(d['warn']),next_questions=nq,asked_already=aa,lowering_questions=lo)
        w={k:(got[k],e[k]) for k in e if got[k]!=e[k]}
        if w:
            bad+=1
            for k in w: kinds[k]=kinds.get(k,0)+1
            if bad<=int(sys.argv[1] if len(sys.argv)>1 else 12): print(x['id'],x['case'],x['change'],s); [print('   ',k,'GOT',a,'\n        WANT',b) for k,(a,b) in w.items()]
    print(len(V['vectors']),'vectors',bad,'differ',kinds)
