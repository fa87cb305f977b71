import json,sys; sys.path.insert(0,'.'); from model import *
V=json.load(open(D+'vectors-2.0.json')); bad=0; fired=set(); keys=set()
for x in V['vectors']:
    start=V.get(x['start_from'],{}); f=dict(start); sc=[]
    keys|=set(x)
    for k,val in x['change'].items(): f[k]=val
    for k in x.get('leave_out',x.get('remove',[])): f.pop(k,None)
    p={'findings':f,'screens_completed':x.get('screens_completed',[])}
    e=Decision(p).expect(); fired|=set(e['rules'])
    diff={k:(x['expect'].get(k),e[k]) for k in e if x['expect'].get(k)!=e[k]}
    if diff or set(x['expect'])-set(e): bad+=1; print(x['id'],x['case'],json.dumps(diff)[:600])
print(len(V['vectors']),'vectors,',bad,'disagree; keys',keys,'never fired',sorted(set(RULES)-fired))
