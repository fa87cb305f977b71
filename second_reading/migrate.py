import sys,tomllib,json,glob,copy,os
sys.path.insert(0,'.'); sys.argv=['x','0']
import model as M
from model import *
OLD='../tests/vignettes/'
ADV=T('advice')['advice']; GR=T('groups')['group']
def advice(d,p,screens):
    v=d['v']; lvl=LV[d['a'][0]]; urg=UR[d['a'][1]]; st='provisional' if d['op'] else 'final'
    given=[]
    notrig=all(v[n] is None for n,f in FI.items() if f['class']=='N')
    for a in ADV:
        if not a.get('at_emergency') and urg=='emergency': continue
        if a.get('fired') and not any(r in d['reasons'] for r in a['fired']): continue
        if a.get('levels') and lvl not in a['levels']: continue
        if a.get('urgencies') and urg not in a['urgencies']: continue
        if a.get('status') and a['status']!=st: continue
        if 'in_scope' in a and a['in_scope']!=d['in_scope']: continue
        if a.get('present') and v[a['present']]!='present': continue
        if a.get('no_trigger_answered') and not notrig: continue
        if any(x in given for x in a.get('unless_given',[])): continue
        given.append(a['id'])
    return given
RG={r['id']:r.get('groups',[]) for r in RULES}
def expect(p,screens):
    d=decide(p,screens); nq,aa=questions(p,screens,d); lo=lowering(p,screens,d)
    sus={g for r in d['reasons'] for g in RG.get(r,[])}
    o=lambda t:dict(level=LV[t[0]],urgency=UR[t[1]])
    return dict(level=LV[d['a'][0]],urgency=UR[d['a'][1]],status='provisional' if d['op'] else 'final',in_scope=d['in_scope'],least=o(d['d']),most=o(d['most']),rules=d['reasons'],warnings=sorted(d['warn']),suspected_groups=[g['id'] for g in GR if g['id'] in sus],advice=advice(d,p,screens),next_questions=nq,asked_already=aa,lowering_questions=lo)
def to_payload(f):
    p={}
    for k,x in f.items():
        p[k]=None if x=='unknown' and FI[k]['kind'] in('some_of','integer') else x
    return p
def fires(id,p,s):
    d=decide(p,s); return id in d['reasons'] or id in d['warn']
def neighbours(p,s):
    for n,f in FI.items():
        k=f['kind']
        vals=[]
        if k=='tri': vals=['present','absent','unknown']
        elif k=='one_of': vals=[a['value'] for a in f['answers']]+['unknown']
        elif k=='integer':
            x=p.get(n)
            vals=[None]+([x-1,x+1] if isinstance(x,int) else [])
            vals=[y for y in vals if y is None or f['minimum']<=y<=f['maximum']]
        else:
            x=p.get(n) or []
            allv=[a['value'] for a in f['answers']]
            vals=[None,[]]+[[y for y in x if y!=z] for z in x]+[x+[z] for z in allv if z not in x]
        for y in vals:
            if n in p and p[n]==y: continue
            q=dict(p); q[n]=y; yield q
        if n in p:
            q=dict(p); del q[n]; yield q
def near(id,p,s): return any(fires(id,q,s) for q in neighbours(p,s))
OLDN={'emergency','strength_and_nerves','movement','general_health','medicines_and_context','cramps','triggers','examination'}
def screens(old):
    out=[]
    for x in ['emergency','strength_and_nerves']:
        if x in old: out.append(x)
    if 'movement' in old and 'cramps' in old: out.append('movement_and_cramps')
    if 'general_health' in old and 'medicines_and_context' in old: out.append('health_and_medicines')
    for x in ['triggers','examination']:
        if x in old: out.append(x)
    return out
def tv(x):
    if isinstance(x,dict): return '{ '+', '.join(f'{k} = {tv(v)}' for k,v in x.items())+' }'
    return json.dumps(x,ensure_ascii=False)
def emit(v):
    lines=['[[vignette]]',f'id = {tv(v["id"])}',f'story = {tv(v["story"])}',f'about = {tv(v["about"])}',f'how = {tv(v["how"])}',f'screens_completed = {tv(v["screens_completed"])}','','[vignette.findings]']
    order=list(FI)
    for k in sorted(v['findings'],key=order.index): lines.append(f'{k} = {tv(v["findings"][k])}')
    lines+=['','[vignette.expect]']
    for k,x in v['expect'].items(): lines.append(f'{k} = {tv(x)}')
    return '\n'.join(lines)+'\n'
def load():
    files={}
    for f in sorted(glob.glob(OLD+'*.toml')):
        files[os.path.basename(f)]=tomllib.load(open(f,'rb'))['vignette']
    return files
if __name__=='__main__':
    files=load(); bad=[]
    n=0
    for fn,vs in files.items():
        for v in vs:
            n+=1
            s=screens(v['screens_completed']); p=to_payload(v['findings'])
            f=fires(v['about'],p,s)
            if v['how']=='fires' and not f: bad.append((fn,v['id'],v['about'],'does not fire',v['findings'],v['screens_completed'],v['story']))
            if v['how']=='just_missed':
                if f: bad.append((fn,v['id'],v['about'],'FIRES',v['findings'],v['screens_completed'],v['story']))
                elif not near(v['about'],p,s): bad.append((fn,v['id'],v['about'],'not near',v['findings'],v['screens_completed'],v['story']))
    print(n,len(bad))
    for b in bad: print(b)
