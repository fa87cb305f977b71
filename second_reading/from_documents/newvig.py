from vig import *
S4=['emergency','strength_and_nerves','movement_and_cramps','health_and_medicines']
def P(age,sites,days,course='stable',**k):
    f={}
    if age is not None:f['age_years']=age
    if sites is not None:f['sites']=[sites] if isinstance(sites,str) else sites
    if days is not None:f['duration_days']=days
    if course is not None:f['course']=course
    f.update({a:{1:'present',0:'absent'}.get(b,b) if not isinstance(b,bool) and a not in('age_years','duration_days') else b for a,b in k.items()})
    return f
N=[]  # (file,id,story,about,how,screens,findings)
FI,JM='fires','just_missed'
def A(file,id,story,about,how,f,s=S4): N.append((file,id,story,about,how,list(s),f))
NEURO=dict(already_assessed='neurologist_exam_and_emg_reassuring',change_since_assessment=0)
WEAK=dict(weakness_perceived=1,decline_tempo='stable_or_improving')
# --- new and changed rules
A('emergency','yes-to-breath-swallow-heart','A man of 71 with twitching arms says yes to breathing, swallowing or heart and no more.','R-E21',FI,P(71,'forearm',20,urgent_breath_swallow_heart=1))
A('emergency','no-to-breath-swallow-heart','A man of 71 with twitching arms breathes, swallows and feels his heart as ever and says so in one answer.','R-E21',JM,P(71,'forearm',20,urgent_breath_swallow_heart=0))
A('emergency','fit-after-parathyroid-operation','A woman of 52 without parathyroids shook and bit her tongue on Sunday; her face twitches.','R-E22',FI,P(52,'face_other',4,possible_seizure_recent=1,thyroid_disease_or_neck_surgery=1))
A('emergency','fit-with-kidney-disease','A man of 63 on dialysis lost awareness and stiffened last week, and his thighs twitch.','R-E22',FI,P(63,'buttock_thigh',10,possible_seizure_recent=1,known_kidney_liver_or_electrolyte_disorder=1))
A('emergency','fit-and-a-healthy-thyroid','A woman of 52 shook and bit her tongue on Sunday; her neck was never operated on and her kidneys are well.','R-E22',JM,P(52,'face_other',4,possible_seizure_recent=1))
A('emergency','faint-after-neck-operation-no-fit','A woman of 52 without parathyroids has a twitching cheek and never had a fit.','R-E22',JM,P(52,'face_other',4,thyroid_disease_or_neck_surgery=1))
A('same_day','dialysis-cramps-and-tingling','A man of 58 with kidney disease has weekly cramps in the calf, and his fingertips tingle.','R-U15',FI,P(58,'calf',9,known_kidney_liver_or_electrolyte_disorder=1,cramps_frequent=1,tingling=1))
A('same_day','dialysis-cramps-no-tingling','A man of 58 with kidney disease has weekly cramps in the calf and no tingling.','R-U15',JM,P(58,'calf',9,known_kidney_liver_or_electrolyte_disorder=1,cramps_frequent=1))
A('same_day','dialysis-tingling-no-cramps','A man of 58 with kidney disease has tingling fingertips and a flickering calf, and no cramps.','R-U15',JM,P(58,'calf',9,known_kidney_liver_or_electrolyte_disorder=1,tingling=1))
A('same_day','cramps-and-tingling-healthy-kidneys','A postwoman of 38 has weekly cramps and tingling fingertips; her kidneys and salts are well.','R-U15',JM,P(38,'calf',9,cramps_frequent=1,tingling=1))
A('soon','weak-feeling-that-spreads-28-days','For 28 days the twitches of a gardener of 32 have been spreading, and his arm feels weak though it does all it did.','R-S23',FI,P(32,'forearm',28,'worsening',**WEAK))
A('soon','weak-feeling-that-spreads-27-days','For 27 days the twitches of a gardener of 32 have been spreading, and his arm feels weak though it does all it did.','R-S23',JM,P(32,'forearm',27,'worsening',**WEAK))
A('soon','weak-feeling-same-for-28-days','For 28 days the twitches of a gardener of 32 have stayed where they were, and his arm feels weak though it does all it did.','R-S23',JM,P(32,'forearm',28,**WEAK))
A('soon','spreading-no-weak-feeling','For 28 days the twitches of a gardener of 32 have been spreading, and he is as strong as ever.','R-S23',JM,P(32,'forearm',28,'worsening'))
A('soon','weak-feeling-that-spreads-reassured','A neurologist and a needle test cleared a gardener of 32 whose arm feels weak while the twitches spread; nothing is new since.','R-S23',JM,P(32,'forearm',60,'worsening',**WEAK,**NEURO))
A('soon','tongue-cleared-by-neurologist','A man of 43 whose tongue ripples was examined, with a needle test, and sent home; it is the same since.','R-S05',JM,P(43,'tongue',100,**NEURO))
A('soon','tongue-cleared-but-something-new','A man of 43 whose tongue ripples was sent home by a neurologist, and then it got new places.','R-S05',FI,P(43,['tongue','calf'],100,already_assessed='neurologist_exam_and_emg_reassuring',change_since_assessment=1))
A('routine_referral','weak-feeling-at-40','The thigh of a baker of 40 feels weak; she still carries her sacks.','R-R01',FI,P(40,'buttock_thigh',10,**WEAK))
A('routine_referral','weak-feeling-at-39','The thigh of a baker of 39 feels weak; she still carries her sacks.','R-R01',JM,P(39,'buttock_thigh',10,**WEAK))
A('routine_referral','weak-feeling-and-cramps-at-25','The calves of a runner of 25 feel weak and cramp every week.','R-R01',FI,P(25,'calf',10,cramps_frequent=1,**WEAK))
A('routine_referral','cramps-without-weak-feeling-at-25','The calves of a runner of 25 cramp every week and are as strong as ever.','R-R01',JM,P(25,'calf',10,cramps_frequent=1))
A('routine_referral','shaking-for-15-days-at-30','For 15 days the hands of a barista of 30 have been shaking to and fro.','R-R04',FI,P(30,'hand',15,rhythmic_shaking=1))
A('routine_referral','shaking-for-14-days-at-39','For 14 days the hands of a barista of 39 have been shaking to and fro.','R-R04',JM,P(39,'hand',14,rhythmic_shaking=1))
A('routine_referral','shaking-for-two-days-at-40','For two days the hands of a barista of 40 have been shaking to and fro.','R-R04',FI,P(40,'hand',2,rhythmic_shaking=1))
A('routine_referral','eyelid-for-years-one-of-many','Twitches wander over the calves and belly of a clerk of 47 and have now reached an eyelid, never always the same side; they are spreading.','R-R05',JM,P(47,['eyelid','calf','trunk'],400,'worsening',face_one_of_many=1,**NEURO))
A('routine_referral','eyelid-always-the-same-side','The left eyelid of a clerk of 47 twitches, always the left one, for four months and getting stronger.','R-R05',FI,P(47,'eyelid',120,'worsening',face_one_of_many=0))
A('routine_referral','cheek-one-of-many','Twitches wander over a cook of 35, legs, arms and now and then a cheek, on either side.','R-R06',JM,P(35,['face_other','calf','forearm'],60,face_one_of_many=1))
A('routine_referral','cheek-one-of-many-said-no','A cook of 35 has twitches in legs and always in the left cheek and says that the face is not just one of many places.','R-R06',FI,P(35,['face_other','calf'],60,face_one_of_many=0))
A('routine_referral','cheek-one-of-many-not-known','A cook of 35 twitches in a cheek and a calf and does not know whether the side ever changes.','R-R06',FI,P(35,['face_other','calf'],60,face_one_of_many='unknown'))
A('routine_referral','cheek-one-of-many-not-asked','A cook of 35 twitches in a cheek and a calf; the app did not show the page about movements, but sent its symptoms as no.','R-R06',FI,P(35,['face_other','calf'],60,other_movement=0,cramps_frequent=0,hands_feet_spasm_or_mouth_tingling=0),['emergency','strength_and_nerves','health_and_medicines'])
A('routine_referral','cheek-one-of-many-but-it-pulls','A cook of 35 says that the cheek is one of many places, but the eyes also squeeze shut.','R-R24',FI,P(35,['face_other','calf'],60,face_one_of_many=1,eyelids_forced_shut=1))
A('routine_referral','calf-claimed-one-of-many-faces','A swimmer of 29 twitches in the calf only, and her app sent that the face is one of many places, which nobody asked.','R-K03',JM,P(29,'calf',60,face_one_of_many=1))
A('routine_referral','eyelid-one-of-many-duration-open','A clerk of 47 has an eyelid among several wandering places, spreading, and does not know since when.','R-K01',JM,P(47,['eyelid','calf'],None,'worsening',face_one_of_many=1,**NEURO))
A('routine_referral','burning-feet-for-months','For months the feet of a retired nurse of 66 have been burning most of the time.','R-R07',FI,P(66,'foot',13,persistent_numbness=1))
A('routine_referral','burning-feet-that-tingle-now-and-then','The feet of a retired nurse of 66 tingle on some evenings; nothing burns or is numb.','R-R07',JM,P(66,'foot',13,tingling=1))
A('routine_referral','sciatica-and-a-weak-feeling','Pain shoots down the leg of a mover of 37, and the foot feels weak.','R-R08',FI,P(37,'foot',12,neck_back_pain_radiating=1,**WEAK))
A('routine_referral','sciatica-only','Pain shoots down the leg of a mover of 37; the foot is strong and feels all.','R-R08',JM,P(37,'foot',12,neck_back_pain_radiating=1))
A('routine_referral','water-tablets-and-tingling-toes','A man of 75 on water tablets has had a twitching calf and tingling toes for three days.','R-R11',FI,P(75,'calf',3,med_diuretic_ppi_or_laxative=1,tingling=1))
A('routine_referral','thyroxine-steady-for-a-year','A woman of 54 on a steady dose of thyroxine has had a twitching calf for a year and feels well.','R-R20',JM,P(54,'calf',365,thyroid_disease_or_neck_surgery=1))
A('routine_referral','weak-feeling-stopped-at-39','A roofer of 39 once felt weak in an arm, and it has stopped getting worse.','R-R22',JM,P(39,'forearm',5,**WEAK))
A('routine_referral','weak-feeling-stopped-at-41','A roofer of 41 felt weaker in an arm last year, and it has stopped getting worse.','R-R22',FI,P(41,'forearm',5,**WEAK))
A('benign','eyelid-for-a-hundred-days','The eyelid of a translator of 36 has flickered for a hundred days, no more than at first.','R-B06',FI,P(36,'eyelid',100))
A('benign','eyelid-for-ninety-days','The eyelid of a translator of 36 has flickered for ninety days, no more than at first.','R-B06',JM,P(36,'eyelid',90))
A('benign','thumb-for-a-hundred-days','The thumb of a translator of 36 has flickered for a hundred days, and the eyelids are still.','R-B06',JM,P(36,'hand',100))
A('benign','weak-feeling-at-27','The leg of a student of 27 feels weak on some days; she still sprints for the bus.','R-B07',FI,P(27,'calf',5,**WEAK))
A('benign','tired-not-weak-at-27','The leg of a student of 27 is as strong as ever and flickers in the evening.','R-B07',JM,P(27,'calf',5))
A('benign','pain-down-the-leg-at-33','For a week pain has been shooting down the twitching leg of a fitter of 33.','R-B08',FI,P(33,'calf',7,neck_back_pain_radiating=1))
A('benign','backache-that-stays-at-33','For a week the back of a fitter of 33 has ached where it is, and a calf twitches.','R-B08',JM,P(33,'calf',7,neck_back_pain_radiating=0))
A('benign','shaky-hands-for-a-week-at-24','For a week the hands of a trainee of 24 have been shaking since she lives on energy drinks.','R-B09',FI,P(24,'hand',7,rhythmic_shaking=1))
A('benign','no-shaking-at-24','A trainee of 24 lives on energy drinks; her thumb flickers and nothing shakes.','R-B09',JM,P(24,'hand',7))
A('benign','tongue-cleared-still-there','A neurologist cleared the tongue of a baker of 51 with a needle test, and it still twitches as it did.','R-B10',FI,P(51,'tongue',200,**NEURO))
A('benign','lip-not-tongue','The lip of a baker of 51 has flickered since yesterday, and the tongue is still.','R-B10',JM,P(51,'face_other',1))
# --- R-K04
CR=dict(cramps_frequent=1)
A('cramps','cramps-aching-duration-not-known','A lorry driver of 37 has weekly calf cramps and aching legs and does not know how long he has twitched.','R-K04',FI,P(37,'calf',None,muscle_pain=1,**CR))
A('cramps','cramps-for-six-weeks-features-not-known','A waitress of 31 has had weekly cramps and twitches for six weeks; the app forgot how long, but not that she is tired.','R-K04',FI,P(31,'calf',None,fatigue=1,**CR))
A('cramps','cramps-for-ever-duration-not-known','A postman of 55 has had weekly cramps and a flickering foot for ever; he gives no number.','R-K04',FI,P(55,'foot',None,**CR))
A('cramps','cramps-eyelid-only-duration-not-known','A clerk of 37 has weekly leg cramps, but only the eyelid flickers, for he does not know how long.','R-K04',JM,P(37,'eyelid',None,**CR))
A('cramps','cramps-features-not-known-50-days','A waitress of 31 has had weekly cramps and twitches for 50 days and does not know whether she is unusually tired.','R-K04',JM,P(31,'calf',50,fatigue='unknown',**CR))
A('cramps','cramps-not-known-duration-not-known','A lorry driver of 37 knows neither whether his night pains are cramps nor how long he has twitched.','R-K04',JM,P(37,'calf',None,cramps_frequent='unknown'))
A('cramps','cramps-duration-not-known-and-thyroid','A woman of 37 with a treated thyroid has weekly cramps and aching legs and no idea since when: that could refer her.','R-K01',JM,P(37,'calf',None,muscle_pain=1,thyroid_disease_or_neck_surgery=0,**CR))
A('cramps','cramps-in-pregnancy-duration-not-known','A pregnant woman of 29 has weekly cramps and twitching calves for she does not know how long.','R-K01',FI,P(29,'calf',None,pregnant_or_postpartum=1,**CR))
# --- conditions that cannot be learned; age first; completed screens (2.4)
A('unknown_answers','age-never-told-everything-else-done','A person who never tells their age has done every page; the calf has flickered for a week.','R-K01',FI,P('unknown','calf',7))
A('unknown_answers','age-not-told-infant-question-not-known','A person who does not tell their age cannot answer the question about babies either.','R-K01',FI,P('unknown','calf',7,infant_spells_or_poor_feeding='unknown'))
A('unknown_answers','age-not-told-infant-question-no','A person who does not tell their age says no to the questions about babies and children.','R-K01',FI,P('unknown','calf',7,infant_spells_or_poor_feeding=0,lost_motor_skills=0))
A('unknown_answers','age-missing-first-of-all','An app starts with the place and the time; the age, which decides what is asked, is still missing.','R-K01',FI,P(None,'calf',7),[])
A('unknown_answers','age-missing-urgent-groups-no','A person said no to the four urgent questions before the app asked the age.','R-K01',FI,P(None,'calf',7,urgent_breath_swallow_heart=0,urgent_brain=0,urgent_poison_or_heat=0,urgent_spasm_spine_muscle=0),[])
A('unknown_answers','age-not-told-empty-otherwise','A person refuses to tell the age, and nothing else has been asked yet.','R-K01',FI,P('unknown',None,None,None),[])
A('unknown_answers','adult-of-30-age-told-emergency-page-done','A man of 30 told his age and did the first page; then his tram came.','R-K01',FI,P(30,None,None,None),['emergency'])
A('unknown_answers','parent-of-baby-age-told','The parents of a boy of six months told his age; the question about spells comes with the urgent ones.','R-K01',FI,P(0,'hand',2),['strength_and_nerves','movement_and_cramps','health_and_medicines'])
A('unknown_answers','age-missing-infant-question-no-urgent-open','An app without the age was told that there is no baby; the age still comes before the urgent questions.','R-K01',FI,P(None,'calf',7,infant_spells_or_poor_feeding=0),['strength_and_nerves','movement_and_cramps','health_and_medicines'])
A('unknown_answers','duration-and-swallowing-not-known','A man of 38 with a flickering cheek knows neither since when nor whether food sticks; the facts about the twitch stand first.','R-K01',FI,P(38,'face_other','unknown',swallowing_difficulty='unknown'))
H3=['emergency','strength_and_nerves','movement_and_cramps']
HG=dict(unwell_lately=0,other_change_lately=0,medicine_or_drug=0)
A('unknown_answers','pregnancy-not-known-health-page-done','A woman of 24 does not know whether she is pregnant; the health page with its signs of trouble in pregnancy was shown and nothing ticked.','R-U06',JM,P(24,'calf',5,pregnant_or_postpartum='unknown'))
A('unknown_answers','pregnancy-not-known-signs-not-sent','A woman of 24 does not know whether she is pregnant; her app sent the rest of the health page as no and asked no signs.','R-K02',FI,P(24,'calf',5,pregnant_or_postpartum='unknown',known_kidney_liver_or_electrolyte_disorder=0,told_abnormal_blood_test=0,known_cancer=0,known_neurological_disease=0,thyroid_disease_or_neck_surgery=0,family_history_neuromuscular=0,history_polio=0,**HG),H3)
A('unknown_answers','pregnancy-not-known-signs-not-known','A woman of 24 knows neither whether she is pregnant nor whether her headache counts.','R-K02',FI,P(24,'calf',5,pregnant_or_postpartum='unknown',preeclampsia_symptoms='unknown'))
A('unknown_answers','pregnancy-not-known-signs-no','A woman of 24 does not know whether she is pregnant and has no headache, no flashes and no swelling.','R-U06',JM,P(24,'calf',5,pregnant_or_postpartum='unknown',preeclampsia_symptoms=0))
A('unknown_answers','pregnancy-not-known-signs-yes','A woman of 24 does not know whether she is pregnant and has a bursting headache with flashes.','R-U06',FI,P(24,'calf',5,pregnant_or_postpartum='unknown',preeclampsia_symptoms=1))
M3=['emergency','strength_and_nerves','health_and_medicines']; MM=dict(hands_feet_spasm_or_mouth_tingling=0,cramps_frequent=0,possible_seizure_recent=0,rhythmic_shaking=0,eyelids_forced_shut=0)
A('unknown_answers','jerks-not-known-page-not-done','A man of 49 does not know whether his arm jerks or only flickers; the app asks on about jerks that never stop.','R-K01',FI,P(49,'forearm',8,jerks_move_body='unknown',**MM),M3)
A('unknown_answers','jerks-not-known-page-done','A man of 49 does not know whether his arm jerks or only flickers; the page was shown to the end.','R-K01',FI,P(49,'forearm',8,jerks_move_body='unknown'))
A('unknown_answers','jerks-and-hiccups-not-known','A man of 49 knows neither whether he jerks nor whether that is hiccups.','R-K01',FI,P(49,'trunk',8,jerks_move_body='unknown',jerks_are_hiccups='unknown',**MM),M3)
A('unknown_answers','cramps-not-known-features-follow','A woman of 44 does not know whether her calves cramp each week; her app has not asked about tiredness yet.','R-K02',FI,P(44,'calf',50,cramps_frequent='unknown',other_movement=0,hands_feet_spasm_or_mouth_tingling=0),M3)
A('unknown_answers','statin-and-muscle-pain-not-known','A man of 68 on a statin does not know whether his thighs ache most days.','R-K02',FI,P(68,'buttock_thigh',5,med_statin=1,muscle_pain='unknown'))
A('unknown_answers','muscle-pain-on-a-statin','A man of 68 on a statin has thighs that ache most days and flicker.','R-S18',FI,P(68,'buttock_thigh',5,med_statin=1,muscle_pain=1))
A('unknown_answers','tired-but-no-cramps','An app sent that a woman of 44 is very tired, which is asked only with cramps, and that she has none.','R-K03',FI,P(44,'calf',5,cramps_frequent=0,fatigue=1))
A('unknown_answers','tired-with-cramps','A woman of 44 has weekly cramps and is very tired with them.','R-K03',JM,P(44,'calf',5,cramps_frequent=1,fatigue=1))
# --- groups: (who, age, sites, days, what in a few words, member, what the member is)
PERSON={
 'urgent_breath_swallow_heart':('a widower of 74 with a twitching arm',74,'forearm',10,'breathing, swallowing and heart','chest_pain_faint_or_irregular_heartbeat','a heart that stumbles'),
 'urgent_brain':('a cyclist of 45 with a twitching thigh',45,'buttock_thigh',6,'sudden weakness, confusion and fits','confused_or_very_drowsy','new confusion'),
 'urgent_poison_or_heat':('a fruit farmer of 53 with a twitching eyelid',53,'eyelid',2,'poison, drooling and overheating','poison_exposure_7d','contact with a pesticide'),
 'urgent_spasm_spine_muscle':('a removal man of 41 with a twitching calf',41,'calf',4,'body spasms, bladder and dark urine','bladder_bowel_or_saddle_change','numbness between the legs'),
 'other_feeling_or_stiffness':('a seamstress of 48 with a twitching thumb',48,'hand',9,'stiffness, numbness and waves under the skin','persistent_numbness','a patch that stays numb'),
 'other_sight_balance_breath_mind':('a bus driver of 57 with a twitching shoulder',57,'shoulder_upper_arm',11,'sight, balance, breath and mind','unsteady_or_falls','falls'),
 'other_movement':('a drummer of 28 with a twitching forearm',28,'forearm',13,'jerks, shaking, fits and eyes that squeeze shut','jerks_move_body','jerks that move the arm'),
 'unwell_lately':('a nurse of 33 with a twitching calf',33,'calf',5,'vomiting, weight, heart and thyroid','unintentional_weight_loss','weight that goes without trying'),
 'other_change_lately':('a forester of 50 with a twitching foot',50,'foot',12,'long cramps, sweats, sleep, rashes and ticks','tick_bite_or_rash','a ring-shaped rash after a tick'),
 'known_condition':('a librarian of 61 with a twitching hand',61,'hand',8,'diseases that are known','known_cancer','a cancer two years ago'),
 'medicine_or_drug':('a night porter of 39 with a twitching trunk',39,'trunk',7,'medicines and drugs','med_lithium_or_theophylline','lithium'),
}
def settle_rest(g):
    "what the rest of the screen of g needs to be settled without completing it"
    s=GSCREEN[g]; f={}
    for x in SCREENS[s]:
        if x==g or x in GROUPS[g] or x in NONTRI: continue
        if x in GROUPS: f[x]='absent'
        elif x not in MEMBER and x not in CONDS: f[x]='absent'
    if g!='known_condition' and s=='health_and_medicines': pass
    return f
def auto(id,story,f,s,rules):
    file='group_questions'
    p={'findings':f,'screens_completed':list(s)}
    for r,how in rules:
        if problems({'about':r,'how':how,'findings':f,'screens_completed':list(s)}) is None: A(file,id,story,r,how,f,s); return
    print('NO RULE for',id,story,Decision(p).rules,Decision(p).facts.warn)
OPENED=[('R-K01',FI),('R-K02',FI)]; SETTLED=[('R-E21',JM),('R-K01',JM),('R-K02',JM)]
for g,(who,age,site,days,what,mem,memtext) in PERSON.items():
    W=who[0].upper()+who[1:]; base=P(age,site,days); rest=settle_rest(g); ms=GROUPS[g]; urgent=g in URGENT
    three=[s for s in S4 if s!=GSCREEN[g]]; sl=g.replace('_','-')
    if g=='other_movement': base.update({})
    def f(**k): return dict(base,**rest,**k)
    YES=[('R-E21',FI)] if urgent else OPENED
    absent={m:'absent' for m in ms}
    auto(f'{sl}-no',f'{W} says no, none of these, to the question about {what}.',f(**{g:'absent'}),three,SETTLED)
    auto(f'{sl}-yes',f'{W} says yes, one of these, to the question about {what}, and not which.',f(**{g:'present'}),three,YES)
    auto(f'{sl}-not-known',f'{W} does not know what to say to the question about {what}.',f(**{g:'unknown'}),three,OPENED)
    auto(f'{sl}-not-asked',f'{W} was not asked about {what}.',f(),three,OPENED)
    auto(f'{sl}-page-done',f'{W} went through the page with {what} and ticked nothing.',dict(base),S4,SETTLED)
    auto(f'{sl}-yes-page-done',f'{W} says yes to the question about {what}, then closes the page without saying which.',dict(base,**{g:'present'}),S4,YES)
    auto(f'{sl}-not-known-page-done',f'{W} says don\'t know about {what} and closes the page.',dict(base,**{g:'unknown'}),S4,OPENED)
    auto(f'{sl}-no-page-done',f'{W} says no to {what} and finishes the page.',dict(base,**{g:'absent'}),S4,SETTLED)
    auto(f'{sl}-no-but-one-ticked',f'{W} says no to {what} and then ticks {memtext}.',f(**{g:'absent',mem:'present'}),three,[('R-K03',FI)])
    auto(f'{sl}-no-but-one-ticked-page-done',f'{W} says no to {what}, ticks {memtext} all the same and finishes the page.',dict(base,**{g:'absent',mem:'present'}),S4,[('R-K03',FI)])
    auto(f'{sl}-yes-but-none-ticked',f'{W} says yes to {what} and then no to each thing in it.',f(**{g:'present'},**absent),three,[('R-K03',FI)])
    auto(f'{sl}-not-known-then-each-no',f'{W} says don\'t know to {what}, looks at each thing and finds none.',f(**{g:'unknown'},**absent),three,SETTLED)
    auto(f'{sl}-one-thing-at-a-time',f'The app of {who} asked each thing about {what} by itself, and all were a no.',f(**absent),three,SETTLED)
    auto(f'{sl}-no-but-one-not-known',f'{W} says no to {what}, but of {memtext} that they do not know.',f(**{g:'absent',mem:'unknown'}),three,OPENED)
    auto(f'{sl}-one-at-a-time-one-not-known',f'The app of {who} asked each thing about {what} by itself; only of {memtext} the answer was don\'t know.',f(**dict(absent,**{mem:'unknown'})),three,OPENED)
    first=Decision({'findings':f(**{g:'unknown',mem:'present'}),'screens_completed':three}).rules[0]
    auto(f'{sl}-not-known-then-one-yes',f'{W} says don\'t know to {what} and then names {memtext}.',f(**{g:'unknown',mem:'present'}),three,[(first,FI)])
    if not urgent:
        first=Decision({'findings':f(**{g:'present'},**dict(absent,**{mem:'present'})),'screens_completed':three}).rules[0]
        auto(f'{sl}-yes-and-one-ticked',f'{W} says yes to {what}; it is {memtext} and nothing else.',f(**{g:'present'},**dict(absent,**{mem:'present'})),three,[(first,FI)])
