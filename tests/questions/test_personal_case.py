"""Signs of a personal case: found where somebody writes of their own, and hardly ever elsewhere."""

import time

import pytest

from app.demo.reading import read_town
from app.questions.personal_case import find_personal_case

PERSONAL = """
I have not heard anything about my application.
What has become of my application for housing benefit?
My case number is 2026-4711.
Case no. 26/10482: nobody answers the phone.
Who can tell me where my case is?
My caseworker has left and I do not know who has taken over.
My appeal was sent in May and nothing happens.
Our claim has been with you for eleven weeks.
My mother’s pension did not come this month.
Can somebody look at my father's benefit, please?
Why is my son's application still being looked at?
My grandmother's home care was cut in half last week.
My housing benefit has been stopped without a letter.
Why has my sick pay not been paid yet?
My passport has not arrived and I fly on Friday.
I applied for a place in a nursing home three months ago.
We applied for child benefit in August and have had no answer.
I was refused a parking permit although I am disabled.
My husband was turned down for early retirement.
You say that I must pay my benefit back, but I never had it.
Did you get the complaint? My complaint is about the home carer.
File and journal no. 26/00412 seem to be lost.
Jeg har ikke hørt noget om min ansøgning.
Hvad sker der med min ansøgning om boligstøtte?
Mit sagsnummer er 26/10482.
Sagsnr. 2026-1234, hvem sidder med den?
Min sagsbehandler svarer ikke.
Hvor langt er I med min sag?
Min byggesag har ligget stille siden maj.
Min mors pension er for lille.
Hvornår behandler I min fars førtidspension?
Min søns ansøgning om støttetimer er væk.
Vores datters sag er sendt frem og tilbage.
Min kontanthjælp er blevet stoppet uden varsel.
Jeg har ikke fået min boligstøtte, min boligstøtte er ikke kommet.
Mit pas er ikke kommet, og jeg rejser på fredag.
Jeg har fået afslag på hjemmehjælp.
Min kone har fået afslag på sygedagpenge.
Jeg søgte om boligstøtte for tre måneder siden.
Vi har klaget over afgørelsen i august og venter.
Har I modtaget min klage?
I kræver min boligydelse tilbage, og den skal jeg betale tilbage nu, siger I.
""".strip().splitlines()

GENERAL = """
Where do I send my application?
How do I fill in my application for a building permit?
What papers do I need for my application?
What happens if my application is refused?
How long does my application take to be decided?
How long will you take with an application?
Who decides about applications for housing benefit?
Can I appeal a decision?
How do I find my caseworker?
May I change my caseworker?
How do I apply for a pension?
Does my pension get smaller if I work?
Can I take my pension with me to Spain?
What happens to my benefit when I move in with somebody?
Is my housing benefit taxed?
My passport expires in May. Where do I get a new one?
Where may my dog run free?
My bicycle at the station was taken with a yellow tag on it.
Who pays for my wheel after a pothole?
In my case the shop is closed on Mondays, is yours?
My neighbour's hedge is too high.
My mother-in-law dreams of selling her flat.
How do I get grab rails for my mother?
Can someone stay with my husband for a few hours?
Is my son too young for school?
My children do not eat pork.
Can I keep driving on my foreign licence?
How much is a parking fine?
Is it a fine day to burn my garden waste?
My suitcase is made of metal, which bin is it?
What is a case number?
The planning application 21/04567/FUL is a disgrace.
How many complaints do you get a year?
My landlord raised the rent, is this allowed?
I would like to be a visiting friend, is there an application?
Our street has not been swept.
The bus has not come for an hour.
I have been waiting for summer, when does the pool open?
Has anybody applied for solar panels?
Since when do you take a fee?
Hvor skal jeg sende min ansøgning?
Hvordan skal jeg udfylde min ansøgning?
Hvad sker der, hvis min ansøgning bliver afvist?
Hvor lang tid tager det, før min ansøgning er behandlet?
Hvilke papirer skal jeg vedlægge til min ansøgning?
Hvem er sagsbehandler på byggesager?
Kan jeg få en anden sagsbehandler?
Hvordan klager man over en afgørelse?
Hvordan søger jeg folkepension?
Bliver min pension mindre, hvis jeg arbejder?
Kan jeg tage min pension med til Spanien?
Min far kan ikke længere læse sin Digital Post.
Mit pas udløber i maj. Hvor får jeg et nyt?
Min søn er nummer 23 på listen til klubben.
Mit barn skal gå på en anden skole.
Min storebror går på pension i år.
Min nabos hæk er for høj.
Det er ikke min sag at blande mig i, men hvorfor er lampen slukket?
Min mand siger pap, min nabo siger restaffald.
Bussen er ikke kommet, og jeg venter på den næste.
Hvad er et sagsnummer?
Hvor mange klager får I om året?
Vejen er ikke fejet siden maj.
Hvornår får man afslag på hjemmehjælp?
Man kan få tilskud til sine briller, hvor søger man?
Min vej er sløjfet på kortet, hvem retter det?
""".strip().splitlines()


def test_there_is_enough_to_go_by() -> None:
    assert len(PERSONAL) >= 40
    assert len(GENERAL) >= 60


@pytest.mark.parametrize("text", PERSONAL)
def test_personal(text: str) -> None:
    assert find_personal_case(text)


@pytest.mark.parametrize("text", GENERAL)
def test_general(text: str) -> None:
    assert find_personal_case(text) is None


def test_it_says_by_which_words() -> None:
    text = "Hello. Nobody answers me.\n\nWhat has become of **My mother’s  old\npension**? Thank you."
    assert find_personal_case(text) == "my mother’s old pension"


def test_no_question_of_the_demo_town_alarms() -> None:
    asked = read_town().questions
    assert len(asked) > 50
    assert [one.key for one in asked if find_personal_case(f"{one.title}\n\n{one.body}")] == []


@pytest.mark.parametrize(
    "piece",
    [
        "my ",
        "my a ",
        "min mors ",
        "my mother's ",
        "case 1",
        "jeg søgte om ",
        "need a for with ",
        "a-",
        "ikke ",
        "my a-",
        "1.",
    ],
)
def test_the_longest_text_takes_a_moment(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    begun = time.thread_time()
    find_personal_case(text)
    find_personal_case(f"{text} stopped")
    assert time.thread_time() - begun < 1.5
