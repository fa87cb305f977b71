"""Reference model of rule book 2.0.0, written from rules.md (1.0.0) and rule-book-2.0.md alone. See README."""
import re, json, itertools, functools
D=''
R1=open(D+'rules.md').read(); R2=open(D+'rule-book-2.0.md').read()
T,F,U='present','absent','unknown'
def section(text,start,end):
    i=text.index(start); return text[i:text.index(end,i+5)]
def table(text):
    for line in text.split('\n'):
        if line.startswith('| ') and not line.startswith('|--'):
            yield [c.strip() for c in line.strip().strip('|').split(' | ')]
# ---- fields
CLASS={}
for a,b in [('### 3.6','### 3.7'),('### 3.7','### 3.8'),('### 3.8','### 3.9'),('### 3.9','### 3.10'),('### 3.10','### 3.11'),('### 3.11','### 3.12'),('### 3.12','### 3.13'),('### 3.13','### 3.14')]:
    for row in table(section(R1,a,b)):
        m=re.match(r'`(\w+)`$',row[0])
        if m and row[1] in('U1','U2','M','N','O'): CLASS[m[1]]=row[1]
OLD={}
for name,a,b in [('emergency','### 3.6','### 3.7'),('strength','### 3.7','### 3.8'),('movement','### 3.8','### 3.9'),('general','### 3.9','### 3.10'),('medicines','### 3.10','### 3.11'),('cramps','### 3.11','### 3.12'),('triggers','### 3.12','### 3.13'),('examination','### 3.13','### 3.14')]:
    OLD[name]=[m[1] for r in table(section(R1,a,b)) if (m:=re.match(r'`(\w+)`$',r[0]))and r[1] in('U1','U2','M','N','O')]
CLASS.update(face_one_of_many='M',change_since_assessment='M',already_assessed='M',age_years='U1',duration_days='U1',sites='U1',course='U1',decline_tempo='U1',twitch_present='scope')
GROUPS={};GSCREEN={}
for row in table(section(R2,'| Group question |','Never in a group')):
    m=re.match(r'`(\w+)`$',row[0])
    if m: GROUPS[m[1]]=re.findall(r'`(\w+)`',row[2]); GSCREEN[m[1]]=row[1]
for g in GROUPS: CLASS[g]='U1'
MEMBER={m:g for g,ms in GROUPS.items() for m in ms}
URGENT=[g for g in GROUPS if g.startswith('urgent_')]
NONTRI={'age_years','duration_days','sites','course','decline_tempo','already_assessed'}
NEUTRAL=[f for f in CLASS if CLASS[f]=='N']
CR=OLD['cramps']
SCREENS={
 'emergency':['age_years']+URGENT+OLD['emergency'],
 'strength_and_nerves':['other_feeling_or_stiffness','other_sight_balance_breath_mind']+OLD['strength']+['decline_tempo'],
 'movement_and_cramps':['other_movement']+OLD['movement']+['face_one_of_many','hands_feet_spasm_or_mouth_tingling','cramps_frequent','muscle_pain','exercise_intolerance','stiffness_after_use','fatigue'],
 'health_and_medicines':['unwell_lately','other_change_lately','known_condition','medicine_or_drug']+[f for f in OLD['general'] if f!='hands_feet_spasm_or_mouth_tingling']+OLD['medicines']+['excess_sweating_new','severe_insomnia'],
 'triggers':OLD['triggers'],'examination':OLD['examination']}
SCREEN_OF={f:s for s,fs in SCREENS.items() for f in fs}
ORDER=re.findall(r'`(\w+)`',R2[R2.index('## 14.'):].split('\n\n')[2])
FIELDS=list(CLASS)
assert len(FIELDS)==106,len(FIELDS)
# ---- rules
def parse_literal(s):
    s=s.strip()
    if m:=re.match(r'^`(\w+)` in `sites`$',s): return('site',m[1])
    if m:=re.match(r'^`(\w+)` in \{(.*)\}$',s): return('in',m[1],[x.strip() for x in m[2].split(',')])
    if m:=re.match(r'^`(\w+)=(\w+)`$',s): return('in',m[1],[m[2]])
    if m:=re.match(r'^`(\w+)` (≥|>|<) (\d+)$',s): return('num',m[1],m[2],int(m[3]))
    if m:=re.match(r'^`(\w+)`$',s): return('has',m[1])
    raise ValueError(s)
def parse_condition(s):
    out=[]
    for c in s.split(' AND '):
        if m:=re.match(r'^any of \((.*)\)$',c.strip()):
            out.append([parse_literal(x) for x in re.split(r', (?![^{]*\})',m[1])])
        else: out.append([parse_literal(c)])
    return out
LV={'1':1,'2':2,'3':3}; UR=['self_care','routine','soon','urgent_same_day','emergency']; LEVEL={1:'benign_lifestyle',2:'cramp_fasciculation_syndrome',3:'refer_workup'}
RULES={}
def add(rows,default):
    for row in rows:
        if not re.match(r'R-[EUSRCBX]\d\d$',row[0]) or len(row)<6: continue
        m=re.match(r'^(\d) / (\w+)',row[2])
        if m: eff=(int(m[1]),UR.index({'same_day':'urgent_same_day'}.get(m[2],m[2])))
        elif default: eff=default
        else: raise ValueError(row)
        grp=[] if row[-1]=='–' else [g.strip() for g in row[-1].split(',')]
        RULES[row[0]]=dict(cond=parse_condition(row[1]),eff=eff,groups=grp)
for a,b,d in [('### 4.1','### 4.2',(3,4)),('### 4.2','### 4.3',(3,3)),('### 4.3','### 4.4',(3,2)),('### 4.4','### 4.5',(3,1)),('### 4.5','### 4.6',(2,1)),('### 4.6','### 4.7',None)]:
    add(table(section(R1,a,b)),d)
n1=len(RULES)
for a,b in [('### 4.1','### 4.2'),('### 4.2','### 4.3'),('### 4.3','### 4.4'),('### 4.4','### 4.5')]: add(table(section(R2,a,b)),None)
assert n1==89 and len(RULES)==98,(n1,len(RULES))
CONDS={f:parse_condition(c) for f,c in [
 ('infant_spells_or_poor_feeding','`age_years` < 2'),('lost_motor_skills','`age_years` < 16'),('decline_tempo','`any_decline`'),
 ('continuous_jerking_1h','`jerks_move_body`'),('jerks_new_4_weeks','`jerks_move_body`'),('suppressible_with_urge','`jerks_move_body`'),
 ('jerks_only_falling_asleep','`jerks_move_body`'),('jerks_are_hiccups','`jerks_move_body` AND `jerks_only_falling_asleep` in {absent, unknown}'),
 ('hiccups_over_48h','`jerks_are_hiccups`'),('preeclampsia_symptoms','`pregnant_or_postpartum`'),
 ('change_since_assessment','`already_assessed=neurologist_exam_and_emg_reassuring`'),
 ('face_one_of_many','any of (`eyelid` in `sites`, `face_other` in `sites`)'),('muscle_pain','any of (`cramps_frequent`, `med_statin`)'),
 ('exercise_intolerance','`cramps_frequent`'),('stiffness_after_use','`cramps_frequent`'),('fatigue','`cramps_frequent`')]}
SITES=['eyelid','face_other','tongue','neck','shoulder_upper_arm','forearm','hand','trunk','buttock_thigh','calf','foot']
REGION={'face_other':'b','tongue':'b','neck':'c','shoulder_upper_arm':'c','forearm':'c','hand':'c','trunk':'t','buttock_thigh':'l','calf':'l','foot':'l'}
DERIVED={'any_weakness':['weakness_functional','weakness_perceived'],'any_decline':['weakness_functional','weakness_perceived','speech_change','swallowing_difficulty']}
SITE_DERIVED={'site_count','body_region_count','limb_neck_or_trunk_site'}
def k_or(vs):
    vs=list(vs); return T if T in vs else U if U in vs else F
def k_and(vs):
    vs=list(vs); return F if F in vs else U if U in vs else T
class Facts:
    def __init__(self,payload,u2_absent=False):
        f=payload.get('findings',{}); sc=set(payload.get('screens_completed',[]))
        self.sent=f; self.warn=False; v=self.v={}
        self.u2_absent=u2_absent
        sent=lambda k:(f[k] if f[k] is not None else U) if k in f else None
        # groups (part 3)
        settles={}
        for g,ms in GROUPS.items():
            s=sent(g); done=GSCREEN[g] in sc; pres=any(sent(m)==T for m in ms)
            if s==F and pres: self.warn=True
            if s==T and all(sent(m)==F for m in ms): self.warn=True
            settles[g]=(s==F and not pres) or (done and s in(None,F))
            if s in(T,F): v[g]=s
            elif s is None and done: v[g]=F
            elif all(m in f for m in ms): v[g]=F
            else: v[g]=U
        # who, where, how long (3.4)
        sites=f.get('sites') or None; tw=sent('twitch_present') or U
        if sites and tw==F: self.warn=True
        self.reported=not(tw==F and not sites)
        v['twitch_present']=tw
        if not self.reported: sites=[]
        v['sites']=U if sites is None else list(sites)
        a=f.get('age_years'); v['age_years']=U if a is None else a
        d=f.get('duration_days'); v['duration_days']=(U if self.reported else 0) if d is None else d
        c=sent('course') or U; v['course']='stable' if c==U and not self.reported else c
        v['already_assessed']=sent('already_assessed') or U
        for k in FIELDS:
            if k in v or k in NONTRI or k in CONDS: continue
            s=sent(k)
            if s is None:
                if k in MEMBER: s=F if settles[MEMBER[k]] else U
                else: s=F if SCREEN_OF.get(k) in sc else U
            v[k]=self.u2(k,s)
        self.cond={}
        for k,cond in CONDS.items():
            c=self.cond[k]=self.eval(cond,asking=True); s=sent(k)
            if k=='decline_tempo':
                if s in(None,U,'none'):
                    if s=='none' and c==T: self.warn=True
                    v[k]='none' if c==F else U
                else:
                    if c==F: self.warn=True
                    v[k]=s
                continue
            if s==T:
                if c==F and CLASS[k] in('U1','U2'): self.warn=True
                v[k]=T
            elif c==F: v[k]=F
            elif s==F: v[k]=F
            elif s is None and SCREEN_OF.get(k) in sc: v[k]=F
            else: v[k]=self.u2(k,U)
        self.reassured=v['already_assessed']=='neurologist_exam_and_emg_reassuring' and v['change_since_assessment']==F and f.get('change_since_assessment')==F
    def u2(self,k,s): return F if s==U and self.u2_absent and CLASS[k]=='U2' else s
    def lit(self,l,asking=False):
        v=self.v; kind=l[0]
        if kind=='site': return U if v['sites']==U else T if l[1] in v['sites'] else F
        n=l[1]
        if kind=='num':
            if n=='body_region_count': x=U if v['sites']==U else len({REGION[s] for s in v['sites'] if s in REGION})
            elif n=='site_count': x=U if v['sites']==U else len(set(v['sites']))
            else: x=v[n]
            if x==U: return U
            return T if {'≥':x>=l[3],'>':x>l[3],'<':x<l[3]}[l[2]] else F
        if kind=='in':
            if n=='assessed_and_reassured': return T if self.reassured==(l[2]==['yes']) else F
            if n=='twitch_reported': return T if self.reported==(l[2]==['yes']) else F
            x=v[n]
            if CLASS[n]=='M' and (not asking or len(l[2])>1):
                if x==U: x=F if n not in NONTRI else 'none'
                return T if x in l[2] else F
            return U if x==U else T if x in l[2] else F
        if n=='twitch_reported': return T if self.reported else F
        if n=='limb_neck_or_trunk_site': return U if v['sites']==U else T if any(REGION.get(s) in('c','t','l') for s in v['sites']) else F
        if n in DERIVED: return k_or(v[x] for x in DERIVED[n])
        x=v[n]
        if CLASS[n] in('M','O') and not asking and x==U: x=F
        return x
    def eval(self,cond,asking=False): return k_and(k_or(self.lit(l,asking) for l in c) for c in cond)
    def unknown_fields(self,cond,asking=False):
        out=set()
        for c in cond:
            ls=[self.lit(l,asking) for l in c]
            if k_or(ls)!=U: continue
            for l,val in zip(c,ls):
                if val!=U: continue
                n='sites' if l[0]=='site' or l[1] in SITE_DERIVED else l[1]
                for x in DERIVED.get(n,[n]):
                    if self.v[x]==U: out.add(x)
        return out
def join(a,b): return(max(a[0],b[0]),max(a[1],b[1]))
class Decision:
    def __init__(self,payload):
        self.payload=payload; fx=self.facts=Facts(payload)
        val={r:fx.eval(x['cond']) for r,x in RULES.items()}
        fired=self.fired=[r for r in RULES if val[r]==T and not(r=='R-B00' and not fx.reported)]
        definite=(1,0)
        for r in fired: definite=join(definite,RULES[r]['eff'])
        self.definite=definite
        self.open=[] if definite[1]==4 else [r for r in RULES if val[r]==U and (RULES[r]['eff'][0]>definite[0] or RULES[r]['eff'][1]>definite[1])]
        res=most=definite; ks=set()
        if self.open:
            f2=Facts(payload,True)
            for r in self.open:
                e=RULES[r]['eff']; most=join(most,e)
                if e[0]>1 and f2.eval(RULES[r]['cond'])==U: k='R-K01' if e[0]==3 else 'R-K04'
                else: k='R-K02'
                ks.add(k); res=join(res,{'R-K01':(3,1),'R-K04':(2,1),'R-K02':(1,1)}[k])
        self.result=res; self.most=most; self.ks=ks; self.prov=bool(self.open)
        eff=lambda r:RULES[r]['eff'] if r in RULES else {'R-K01':(3,1),'R-K04':(2,1),'R-K02':(1,1)}[r]
        self.key=lambda r:(-eff(r)[1],-eff(r)[0],r)
        self.rules=sorted(fired+list(ks),key=self.key)
    def next(self):
        if not self.open: return [],[]
        fx=self.facts; sent=fx.sent; best={}
        asked=lambda f:f in sent
        def stand_in(f):
            g=MEMBER.get(f)
            if g and f not in sent and g not in sent and not any(sent.get(m)==T for m in GROUPS[g]): return g
            return f
        def expand(f):
            if f in CONDS and fx.cond[f]==U:
                out=set()
                for x in fx.unknown_fields(CONDS[f],True): out|=expand(x)
                if all(asked(x) for x in out): out=out|{f}
                return out
            return {stand_in(f)}
        for r in self.open:
            fs=set()
            for f in fx.unknown_fields(RULES[r]['cond']):
                if CLASS[f] in('M','N','O'): continue
                fs|=expand(f)
            if 'sites' in fs and fx.v['twitch_present'] not in(T,F): fs.add('twitch_present')
            for f in fs:
                e=RULES[r]['eff'][::-1]; best[f]=max(best.get(f,(0,0)),e)
        def tier(f):
            if f=='age_years': return 0
            if SCREEN_OF.get(f)=='emergency': return 1
            if f in('twitch_present','sites','duration_days','course'): return 2
            return 3
        o=sorted(best,key=lambda f:(asked(f),tier(f),-best[f][0],-best[f][1],ORDER.index(f)))
        return [f for f in o if not asked(f)],[f for f in o if asked(f)]
    def lowering(self):
        if self.definite[1]==4: return []
        fx=self.facts; v=fx.v
        tab=[('twitch_present',F),('jerks_only_falling_asleep',T),('jerks_are_hiccups',T),('suppressible_with_urge',T),('face_one_of_many',T),('already_assessed','neurologist_exam_and_emg_reassuring'),('change_since_assessment',F)]
        tab=[(f,a) for f,a in tab if v[f]==U and not(f=='twitch_present' and fx.sent.get('sites'))]
        memo={}
        def four(s):
            s=frozenset(s)
            if s not in memo:
                if not s: d=self
                else:
                    p=dict(self.payload); p['findings']=dict(p.get('findings',{}),**dict(s)); d=Decision(p)
                memo[s]=(*d.definite,*d.result)
            return memo[s]
        out=[]
        for f,a in tab:
            if f in CONDS and fx.cond[f]!=T: continue
            rest=[x for x in tab if x[0]!=f]
            for n in range(len(rest)+1):
                if any(all(x<=y for x,y in zip(w,wo)) and w!=wo for S in itertools.combinations(rest,n) for w,wo in [(four(S+((f,a),)),four(S))]): out.append(f);break
        return out
    def groups(self): return [g for g in GROUP_ORDER if any(g in RULES[r]['groups'] for r in self.fired)]
    def advice(self):
        fd=set(self.fired); v=self.facts.v; em=self.result[1]==4; lvl=self.result[0]; sc=self.facts.reported and lvl<3
        has=lambda *r:bool(fd&set(r)); p=lambda f:v[f]==T
        a01=has('R-E15','R-U11','R-U03')
        L=[('A01',a01),('A02',has('R-E20','R-U12')),('A03',has('R-E06','R-E19')),('A04',has('R-E05','R-E13','R-E14','R-U02')),('A05',lvl==3),
         ('A06',not self.prov and self.definite==(3,1)),('A07',has('R-R23')),('A08',has('R-B02','R-S14','R-S18','R-R11') and not a01),('A09',sc),('A10',lvl==2),
         ('A11',sc and p('jerks_are_hiccups')),('A12',sc and p('jerks_only_falling_asleep')),('A23',sc and all(v[n]==U for n in NEUTRAL)),
         ('A13',p('poor_sleep')),('A14',p('stress_or_anxiety')),('A15',p('caffeine_high')),('A16',p('nicotine_use')),('A17',p('alcohol_high')),
         ('A18',p('recent_strenuous_exercise')),('A19',p('dehydration_or_heat')),('A20',p('recent_viral_illness')),('A21',p('low_mood')),('A22',p('worried_about_serious_disease'))]
        return [a for a,x in L if x and (not em or a in('A01','A02','A03','A04','A05','A08','A17'))]
    def expect(self,full=False):
        o=lambda x:{'level':LEVEL[x[0]],'urgency':UR[x[1]]}
        n,a=self.next()
        e=dict(o(self.result),provisional=self.prov,in_scope=self.facts.reported,possible={'least':o(self.definite),'most':o(self.most)},rules=self.rules,warnings=['R-K03'] if self.facts.warn else [],next_questions=n,asked_already=a,lowering_questions=self.lowering())
        if full: e['suspected_groups']=self.groups(); e['advice']=self.advice()
        return e
GROUP_ORDER=[m[1] for r in table(section(R1,'## 10.','| `baseline_bloods`')) if (m:=re.match(r'^([a-z_0-9]+)( \(incl\. CFS\))?$',r[0])) and len(r)>=3]
if __name__=='__main__':
    import sys
    data=json.load(open(sys.argv[1]))
    for p in data if isinstance(data,list) else [data]:
        print(json.dumps(Decision(p.get('body',p)).expect(full=True)))
