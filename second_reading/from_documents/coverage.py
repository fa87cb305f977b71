# what the random cases cover, and whether faults put into the model change a vector / a random case / a vignette
import json,collections; from model import *; import model
C=json.load(open('random_cases.json'))
n=collections.Counter()
for c in C:
    f=c['body']['findings'];sc=c['body']['screens_completed']
    for g,ms in GROUPS.items():
        s=f.get(g,'missing'); s='null' if s is None else s; n[s,GSCREEN[g] in sc]+=1
        if s=='absent' and any(f.get(m)==T for m in ms): n['absent+member']+=1
        if s=='present' and all(f.get(m)==F for m in ms): n['present+all absent']+=1
print(n)
