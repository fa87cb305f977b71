import tomllib,json,sys,glob,os; sys.path.insert(0,'.'); from model import *
DIR='tests/vignettes/'
STATUS={True:'provisional',False:'final'}
def body(v):
    f={k:(None if x=='unknown' and k in('age_years','duration_days','sites') else x) for k,x in v['findings'].items()}
    return {'findings':f,'screens_completed':v['screens_completed']}
def expect(v):
    d=Decision(body(v)); e=d.expect(); return {'level':e['level'],'urgency':e['urgency'],'status':STATUS[e['provisional']],'in_scope':e['in_scope'],'least':e['possible']['least'],'most':e['possible']['most'],'rules':e['rules'],'warnings':e['warnings'],'suspected_groups':d.groups(),'advice':d.advice(),**{k:e[k] for k in('next_questions','asked_already','lowering_questions')}}
def val(x):
    if isinstance(x,dict): return '{ '+', '.join(f'{k} = {val(y)}' for k,y in x.items())+' }'
    if isinstance(x,list): return '['+', '.join(val(y) for y in x)+']'
    return json.dumps(x,ensure_ascii=False)
def arr(k,x):
    line=f'{k} = {val(x)}'
    if len(line)<=120 or not isinstance(x,list) or k=='screens_completed': return line
    return '\n'.join([f'{k} = [']+[f'  {val(y)},' for y in x]+[']'])
def write(v):
    L=['[[vignette]]']+[arr(k,v[k]) for k in('id','story','about','how','screens_completed')]+['','[vignette.findings]']+[arr(k,x) for k,x in v['findings'].items()]+['','[vignette.expect]']+[arr(k,x) for k,x in v['expect'].items()]
    return '\n'.join(L)+'\n'
def header(t): return t[:t.index('\n[[vignette]]\n')+1]
TRI=[f for f in FIELDS if f not in NONTRI]
ANS={'course':['improving','stable','worsening','unknown'],'decline_tempo':['none','stable_or_improving','months','weeks','days','sudden','unknown'],'already_assessed':['none','gp_exam_normal','neurologist_exam_and_emg_reassuring','unknown']}
def neighbours(p):
    f=p['findings']
    def w(k,x): return {'findings':dict(f,**{k:x}),'screens_completed':p['screens_completed']}
    for k in FIELDS:
        s=f.get(k,'-')
        if k in('age_years','duration_days'): c=([s-1,s+1] if isinstance(s,int) else [0,1,2,14,15,16,27,28,39,40,54,55,83,84,90,91])+[None]; c=[x for x in c if x is None or 0<=x<=(120 if k=='age_years' else 36500)]
        elif k=='sites':
            l=s if isinstance(s,list) else []; c=[l+[x] for x in SITES if x not in l]+[[y for y in l if y!=x] for x in l]
        else: c=ANS.get(k,[T,F,U])
        for x in c:
            if x!=s: yield w(k,x)
        if k in f: yield {'findings':{a:b for a,b in f.items() if a!=k},'screens_completed':p['screens_completed']}
def fires(p,r):
    d=Decision(p); return r in d.rules or (r=='R-K03' and d.facts.warn)
def problems(v):
    p=body(v); r=v['about']
    if r not in RULES and r not in('R-K01','R-K02','R-K03','R-K04'): return 'no such rule'
    if v['how']=='fires': return None if fires(p,r) else 'does not fire'
    if fires(p,r): return 'fires'
    return None if any(fires(q,r) for q in neighbours(p)) else 'not one answer away'
def load():
    return {f:tomllib.load(open(f,'rb'))['vignette'] for f in sorted(glob.glob(DIR+'*.toml'))}
