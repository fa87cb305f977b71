import json,copy,sys
sys.argv=['x']; exec(open('./model.py').read().split("if __name__")[0])
V=json.load(open(D+'vectors.json'))
cases=[]
for x in V['vectors']:
    p=dict(V[x['start_from']]); p.update(x['change']); cases.append((p,x.get('screens_completed',[]),x['expect']))
def killed():
    for p,s,e in cases:
        try: d=decide(p,s)
        except Exception: return True
        if (d['reasons'],bool(d['op']),LV[d['a'][0]],UR[d['a'][1]],sorted(d['warn']))!=(e['rules'],e['provisional'],e['level'],e['urgency'],e['warnings']) or UR[d['most'][1]]!=e['possible']['most']['urgency'] or LV[d['most'][0]]!=e['possible']['most']['level']: return True
        nq,aa=questions(p,s,d)
        if nq!=e['next_questions'] or aa!=e['asked_already']: return True
    return False
assert not killed()
n=0; surv=[]
def thr(l):
    for k in('at_least','more_than','less_than'):
        if isinstance(l,dict) and k in l:
            for dlt in(-1,1): yield k,l[k]+dlt
for r in RULES:
    w=r.get('when')
    if not w: continue
    orig=copy.deepcopy(w)
    muts=[]
    for i,c in enumerate(w):
        if len(w)>1: muts.append((f'drop clause {c}',orig[:i]+orig[i+1:]))
        ls=lits(c)
        for j,l in enumerate(ls):
            if len(ls)>1:
                m=copy.deepcopy(orig); m[i]={'any':ls[:j]+ls[j+1:]}; muts.append((f'drop literal {l}',m))
            for k,vv in thr(l):
                m=copy.deepcopy(orig); lits(m[i])[j][k]=vv; muts.append((f'{k} {l[k]} -> {vv}',m))
    for name,m in muts:
        r['when']=m; n+=1
        if not killed(): surv.append((r['id'],name))
    r['when']=orig
    for dl,du in((0,1),(0,-1)):
        o=eff[r['id']]; e2=(o[0],min(4,max(0,o[1]+du)))
        if e2!=o:
            eff[r['id']]=e2; n+=1
            if not killed(): surv.append((r['id'],'urgency',du))
            eff[r['id']]=o
for g in list(GROUPS):
    for m in list(GROUPS[g]):
        o=list(GROUPS[g]); GROUPS[g]=[x for x in o if x!=m]; og=GOF.pop(m); n+=1
        if not killed(): surv.append((g,'without',m))
        GROUPS[g]=o; GOF[m]=og
for f in DEP[:]:
    o=FI[f]['asked_when']
    for i,c in enumerate(o):
        ls=lits(c)
        for j in range(len(ls)):
            if len(ls)>1:
                m=copy.deepcopy(o); m[i]={'any':ls[:j]+ls[j+1:]}; FI[f]['asked_when']=m; n+=1
                if not killed(): surv.append((f,'asked_when without',ls[j]))
        for k,vv in thr(c):
            m=copy.deepcopy(o); m[i][k]=vv; FI[f]['asked_when']=m; n+=1
            if not killed(): surv.append((f,k,vv))
    FI[f]['asked_when']=o
print(n,'mutants; survivors:',len(surv)); [print('  ',s) for s in surv]
