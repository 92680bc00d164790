"""What the site knows of spam before any moderator has decided: examples of our own, of what people ask and answer a
public service and of what is dumped on sites like this one. English and Danish, one example a line.
"""

from app.trust.spam.learned import Lesson

_SPAM = """
Buy cheap medicine online without prescription! Best prices, fast worldwide shipping. Order now www.pills-4u.example
Earn $5000 a week working from home, no experience needed. Click here to start today: http://easy-cash.example/join
CASINO BONUS 200% on your first deposit! Play now and WIN BIG!!! https://lucky-spins.example
Get your loan approved in 5 minutes, bad credit no problem. Contact us on WhatsApp +1 555 019 2834
I am a spell caster who brought my ex back in 24 hours. Contact Dr Ogun via email for powerful love spells that work
Best SEO services, first page of Google guaranteed. Buy backlinks cheap. Visit our website for a free quote
Hot singles in your area want to meet you tonight, sign up free http://date-now.example
Invest in crypto with our experts, guaranteed 300% profit a month. I made 12000 dollars thanks to Mrs Linda
Replica watches and designer handbags at 80% discount, free shipping, limited offer, shop now
Congratulations! You have won a free iPhone. Claim your prize now by clicking the link below http://prize.example/claim
Need a hacker? We recover lost bitcoin, hack phones, WhatsApp and Facebook accounts. Contact recovery team on Telegram
Buy real passports, driver licence and ID cards online, registered, undetectable. Contact us for documents
Cheap essay writing service, 100% plagiarism free, order your assignment now and get 20% off
Lose 15 kg in two weeks with this one weird trick doctors do not want you to know. Buy the keto pills here
Download full movie HD free no registration http://free-movies.example watch online streaming
Nice post! I really enjoyed reading it. Check out my website for the best escort services in town
Great article, thank you for sharing. For the best deals on air tickets call our toll free number 1 800 555 0134
Buy Instagram followers, likes and views. Instant delivery, cheap price, 24/7 support, visit our shop
Make money fast! Join our forex trading signals group, 98% accuracy, free for the first 50 members
Online betting, football tips, fixed matches 100% sure. Pay after winning. Contact on WhatsApp now
Are you looking for a genuine loan lender at 2% interest? Apply now, no collateral, transfer the same day
Printer not working? Call our customer support helpline number +1 800 555 0177 for instant help by certified experts
Antivirus renewal refund? Dial our toll free support number now, our technicians are available 24 hours
Limited time offer: cheap web hosting and free domain, sign up with my referral code and get a bonus
Sexy girls live on cam, free chat, no credit card, come see me now http://cams.example
Best vape and CBD gummies, organic, buy one get one free, order today with discount code SAVE50
Work from your phone and get paid daily, just like and subscribe. Message the manager on Telegram to begin
Your parcel is waiting. Pay the customs fee of 1.99 here to receive it: http://parcel-fee.example/pay
URGENT: your bank account has been suspended. Verify your details at http://secure-login.example immediately
Cheap flights, hotel booking and car rental, best price guaranteed, click here for the deal of the day
Top 10 best online casinos with free spins no deposit, read the review and claim your welcome bonus
Sell your house fast for cash, any condition, no fees, call us today for a free offer
Professional escort agency, beautiful models, discreet service, book now online or by WhatsApp
Buy verified PayPal and bank accounts, cloned cards, fresh dumps, contact me on Telegram
Weight loss tea from the Himalaya, 100% natural, results guaranteed or money back, order here
Køb billig medicin på nettet uden recept! Hurtig levering og bedste priser. Bestil nu på www.piller.example
Tjen 30.000 kr om måneden hjemmefra, ingen erfaring nødvendig. Klik her og kom i gang i dag
Lån penge nu, op til 50.000 kr, svar på 5 minutter, også selv om du står i RKI. Ansøg her http://kviklaan.example
Gratis spins og 100% bonus på dit første indskud! Spil nu på det bedste online casino og vind stort!!!
Tillykke! Du har vundet en ny iPhone. Klik på linket og hent din præmie nu http://praemie.example
Tab dig 10 kg på 14 dage med disse naturlige piller. Bestil i dag og få 50% rabat, gratis fragt
Investér i bitcoin med vores eksperter, garanteret gevinst hver måned. Skriv til mig på Telegram
Jeg har tjent 80.000 kr takket være Mr. Anderson, kontakt ham på WhatsApp og bliv rig som mig
Søde piger i dit område vil gerne møde dig i aften, opret dig gratis her http://date.example
Billige ure og mærketasker, kopi i bedste kvalitet, 70% rabat, køb nu før det er for sent
Køb følgere og likes til Instagram og Facebook, hurtig levering, billig pris, besøg vores shop
Din pakke venter. Betal toldgebyret på 14 kr her for at modtage den: http://pakke-gebyr.example
Din konto er spærret. Bekræft dine oplysninger med det samme på http://sikker-login.example
Bedste SEO firma, side et på Google garanteret, køb links billigt, få et gratis tilbud i dag
Sikre fodboldtips, 100% vinder, betal først bagefter, kontakt os på WhatsApp nu
Flot indlæg! Tak fordi du deler. Besøg min hjemmeside for de bedste tilbud på rengøring og flytning
Stærk trolddom bragte min kæreste tilbage på 24 timer, skriv til den store healer på e-mail
Se alle nye film gratis online uden oprettelse http://gratis-film.example stream nu i HD
Rabatkode: spar 60% på CBD olie og gummies, køb to få en gratis, bestil her
Arbejd fra mobilen og få løn hver dag, skriv til chefen på Telegram for at starte
"""

_HAM = """
When is bulky waste collected in Nørregade? The calendar on the website only shows paper and glass.
My mother turns 67 in May. Does she get the state pension by itself, or do we have to apply for it somewhere?
The street light outside number 14 in Elm Street has been out for three weeks. Who do I report it to?
You can apply online with your digital ID. The form is under Citizen service, and they answer within ten working days.
How do I register a change of address when we move from another municipality?
The recycling centre is open from 10 to 18 on weekdays and from 10 to 16 at weekends. Bring your card.
Can I get a parking permit for my carer, who comes twice a week?
I called them yesterday. They said that the letter is sent automatically in week 12, so you need not do anything.
Is it allowed to have a bonfire in my own garden on Midsummer's Eve?
Thank you, that helped! I found the form where you said.
Which documents do I need to bring to renew a passport for a child under 12? Both parents live in the city.
It depends on your income. The limit is 247,200 a year before tax for a single person with one child.
There is a hole in the cycle path at the corner of Mill Road and Station Road, and two people fell today.
What does it cost to rent the community hall for a birthday on a Saturday? We would be about 60 people.
According to section 41 of the Service Act you can have extra costs covered if the disability is lasting.
How long does it take to get a building permit for a garage of 35 square metres?
Our school has not answered my mail about the free bus pass. Does anybody know whom to write to?
The water has tasted of chlorine since Monday. Is it safe to drink for a small child?
You find the map of planned road works at https://www.torup.example/roadworks, and it is updated every Friday.
My neighbour's hedge is over the pavement. Can the council make him cut it?
Yes, dogs must be on a lead in the park from April to September. In the dog wood they may run free.
I have received a bill for daycare for August, but we gave notice in June. What do I do?
Which bus goes to the hospital on Sundays? The timetable I found is from last year.
The library lends out tools too. You book them at the desk with your card and keep them for a week.
Can I vote by post if I am abroad on election day?
We are three families who would like to start a playgroup. Is there money to apply for?
It says 15 July on the page but 15 August in the letter. Which one is right?
I think it was changed in January. The new rule is that you pay 25 per cent, at most 3,500 a month.
Where can I hand in old paint and batteries without a car?
Is the swimming pool open during the autumn holiday, and what does it cost for a family of four?
Please write which street it is. Then Roads and Parks can tell you when it is their turn.
How do I apply for housing benefit? I am a student and share a flat with two others.
You have to cancel the place with one month's notice, to the end of a month or the 15th.
Do I have to shovel snow on a Sunday morning if I live on a private road?
Is there a number to call at night when the sewer comes up in the basement?
Snow is cleared on the main roads first, then on bus routes, then on the rest within 24 hours.
Who decides on the speed limit on Harbour Road? Cars drive far too fast past the school.
I tried that, but the form says that my address is not valid. It is a new house.
The deadline for objections to the local plan is 3 March at noon, by mail or digital post.
How do I get a copy of my birth certificate? I was born here in 1962.
Hvornår bliver der hentet storskrald i Nørregade? Kalenderen viser kun papir og glas.
Min mor fylder 67 til maj. Får hun folkepension helt af sig selv, eller skal vi søge om den?
Gadelampen ud for nummer 14 på Elmevej har været slukket i tre uger. Hvem melder jeg det til?
Du kan søge digitalt med MitID. Blanketten ligger under Borgerservice, og de svarer inden for ti hverdage.
Hvordan melder jeg flytning, når vi kommer fra en anden kommune?
Genbrugspladsen har åbent fra 10 til 18 på hverdage og fra 10 til 16 i weekenden. Husk sundhedskort.
Kan jeg få en parkeringslicens til min hjemmehjælper, som kommer to gange om ugen?
Jeg ringede i går. De sagde, at brevet bliver sendt automatisk i uge 12, så du skal ikke gøre noget.
Må man brænde bål i sin egen have sankthansaften?
Tak, det hjalp! Jeg fandt blanketten der, hvor du skrev.
Hvilke papirer skal jeg have med for at forny pas til et barn under 12? Vi har fælles forældremyndighed.
Det afhænger af din indtægt. Grænsen er 247.200 kr. om året før skat for en enlig med et barn.
Der er et stort hul i cykelstien ved hjørnet af Møllevej og Stationsvej, og to er faldet i dag.
Hvad koster det at leje forsamlingshuset til en fødselsdag en lørdag? Vi bliver cirka 60.
Efter servicelovens § 41 kan man få dækket merudgifter, hvis funktionsnedsættelsen er varig.
Hvor lang tid tager en byggetilladelse til en garage på 35 kvadratmeter?
Skolen har ikke svaret på min mail om gratis buskort. Er der nogen, der ved, hvem jeg skal skrive til?
Vandet har smagt af klor siden mandag. Er det sikkert at drikke for et lille barn?
Kortet over vejarbejde ligger på https://www.torup.example/vejarbejde og bliver opdateret hver fredag.
Naboens hæk går langt ud over fortovet. Kan kommunen få ham til at klippe den?
Ja, hunde skal være i snor i parken fra april til september. I hundeskoven må de løbe frit.
Jeg har fået en regning for vuggestue i august, men vi meldte os ud i juni. Hvad gør jeg?
Hvilken bus kører til sygehuset om søndagen? Køreplanen, jeg fandt, er fra sidste år.
Biblioteket låner også værktøj ud. Man bestiller det ved skranken og må have det i en uge.
Kan jeg brevstemme, hvis jeg er i udlandet på valgdagen?
Vi er tre familier, der gerne vil starte en legestue. Kan man søge om penge til det?
Der står 15. juli på siden, men 15. august i brevet. Hvad er rigtigt?
Jeg tror, det blev ændret i januar. Nu betaler man 25 procent, dog højst 3.500 kr. om måneden.
Hvor kan jeg aflevere gammel maling og batterier, når jeg ikke har bil?
Har svømmehallen åbent i efterårsferien, og hvad koster det for en familie på fire?
Skriv gerne hvilken vej det er. Så kan Vej og Park fortælle, hvornår det er jeres tur.
Hvordan søger jeg boligstøtte? Jeg er studerende og deler lejlighed med to andre.
Man skal melde pladsen ud med en måneds varsel til den 15. eller den sidste i måneden.
Skal jeg rydde sne søndag morgen, når jeg bor på en privat fællesvej?
Findes der et nummer, man kan ringe til om natten, når kloakken løber over i kælderen?
Først bliver de store veje ryddet, så busruterne og til sidst resten inden for 24 timer.
Hvem bestemmer fartgrænsen på Havnevej? Bilerne kører alt for hurtigt forbi skolen.
Det har jeg prøvet, men blanketten siger, at min adresse ikke er gyldig. Det er et nyt hus.
Fristen for indsigelser mod lokalplanen er den 3. marts klokken 12, på mail eller digital post.
Hvordan får jeg en kopi af min fødselsattest? Jeg er født her i 1962.
Jeg vil gerne klage over et afslag på hjemmehjælp. Hvor lang er fristen, og hvem sender jeg den til?
Kommunen betaler ikke for indskuddet, men du kan søge et lån til det hos Borgerservice.
"""

LESSONS = tuple(
    Lesson(line, is_spam)
    for text, is_spam in ((_SPAM, True), (_HAM, False))
    for line in text.strip().splitlines()
)
