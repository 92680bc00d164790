"""Guess which of the site's languages a short text is in, so that search can read it by the right rules."""

import re
from functools import lru_cache
from typing import Literal

Language = Literal["da", "en"]
READY = 10_000  # words, which is nearly all that a site uses

_WORD = re.compile(r"[^\W\d_]{1,60}(?:'[^\W\d_]{1,60})?")
# The commonest words of each language that the other does not have: "for", "i", "at", "over", "have" say nothing.
_DANISH_WORDS = """
af aldrig alle allerede almindelighed altid altså andet andre bare blandt blev blevet blive bliver borger både
bør børn da dag de dem den denne der deres derfor det dette dig din dine disse dit du efter efterår ej eller en
end er et fandt fik findes fordi fra få får før først gennem gerne give giver går gælder gør gøre haft ham han
hans har havde hele helt hendes hjælp hos hun hvad hvem hver hvilke hvilken hvilket hvis hvor hvordan hvorfor
hvornår hvorvidt ifølge igen ikke imidlertid imod ind ingen ja jeg jer jeres jo kan kom kommer kommunen kun
kunne kunnet lige ligger længe man mange med meget mellem men mens mere mest mig min mine mit mod må måske måtte
nej nemlig nogen noget nogle nok nu nye når og også om op os paa penge på samme sammen selv siden sidste sig
siger sin sine sit skal skriver skulle som stadig stor store så sådan søge tage til tog ud uden var ved vi vil
ville vores være været år
"""
_ENGLISH_WORDS = """
a about after all also an and any are as be been before being best between both but by can't could did do does
doing don't during each few from get getting had has have he her his how i'm if in into is isn't it it's its
just like long many may me more most much my need no not now of on one only or other our out over she should so
some something such than that the their them then there these they this those through to too under up use using
very want was way we were what what's when where whether which while who why will with without would you your
"""
_DANISH = frozenset(_DANISH_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
# How words are spelt in the one and hardly ever in the other. Weaker than a word, for a name may be spelt so too.
_DANISH_SPELLING = re.compile(
    r"[æøå]|(?:erne|ende|ede|hed|else|ning|ninger|lige|lig|skab|hjem|gade|vej|kort)$|^(?:hv|sp[oø]rg|ops|fork)|aa|kk|sk[aou]"
)
_ENGLISH_SPELLING = re.compile(
    r"[wzq]|th|(?:ing|tion|tions|ly|ies|ous|ment|ed|y|ck|ity|able|ble|ea\w*|ough)$|'(?:s|t|re|ve|ll|m)$|oo|ee|ou|ch|sh"
)


def guess_language(text: str, default: Language = "en") -> Language:
    """Guess by common words first, by spelling where there are none; the default where both say the same."""
    leaning = sum(_leaning(word) for word in _WORD.findall(text.lower().replace("’", "'")))
    if leaning == 0:
        return default
    return "da" if leaning > 0 else "en"


@lru_cache(READY)
def _leaning(word: str) -> int:
    """How much a word speaks for Danish; below zero for English."""
    by_word = (word in _DANISH) - (word in _ENGLISH)
    by_spelling = bool(_DANISH_SPELLING.search(word)) - bool(_ENGLISH_SPELLING.search(word))
    return 3 * by_word + by_spelling
