# edits of old vignettes: id -> (changes of top level keys, changes of findings; None deletes)
FIX={
 'weak-feeling-reassured':({'about':'R-B07'},{}),
 'arm-feels-heavy':({'story':'The arm of a teacher of 44 feels heavy, yet she can still do everything with it.'},{'age_years':44}),
 'arm-feels-heavy-seen-by-neurologist':({'story':'The arm of a teacher of 44 feels heavy; a neurologist found her strength and the needle test normal, and nothing has changed.'},{'age_years':44}),
 'arm-feels-heavy-something-new':({'story':'A neurologist found nothing in a teacher of 44 with a heavy arm, but since then it has begun to feel different.'},{'age_years':44}),
 'eyelid-for-91-days':({'story':'The eyelid of a nurse of 41 has twitched for 91 days and does so more and more.'},{'course':'worsening'}),
 'eyelid-for-90-days':({'story':'The eyelid of a nurse of 41 has twitched for 90 days and does so more and more.'},{'course':'worsening'}),
 'neck-pain-shoots-into-arm':({'story':'Pain shoots from the neck into the twitching arm of a tiler of 46, and the thumb stays numb.'},{'persistent_numbness':'present'}),
 'stiff-neck-stays-in-neck':({'story':'A tiler of 46 woke with a sore neck that stays in the neck; his arm twitches, and the thumb has stayed numb since a cut.'},{'persistent_numbness':'present','muscle_pain':None}),
 'water-tablets-15-days':({'how':'just_missed','story':'A man of 75 on water tablets has had a twitching calf for 15 days and no cramps, tingling or weak feeling.'},{}),
 'thyroxine-15-days':({'story':'A woman of 54 on thyroxine has had a twitching eyelid for 15 days, and her heart races at rest.'},{'palpitations':'present'}),
 'thyroxine-14-days':({'story':'A woman of 54 on thyroxine has had a twitching eyelid for 14 days, and her heart races at rest.'},{'palpitations':'present'}),
 'duration-not-known-eyelid':({'story':'A man of 38 has had a flickering eyelid for he does not know how long, and it is getting stronger.'},{'course':'worsening'}),
}
