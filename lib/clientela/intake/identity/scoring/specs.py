"""What is compared and how, as data: the fields of persons and organisations, keys that bring pairs together, guards.

The weights are the defaults used where the data are too few to say, and mixed with what the data say otherwise (`matching.blend`). They were set
by judgement and checked on corrupted Spanish records (`tests/identity_corruptor.py`) and FEBRL.
"""

from __future__ import annotations

from clientela.intake.identity.scoring.levels import Field, Guard, Level, Spec, otherwise, same

NAME = Field(
    "name",
    ("name_key", "words", "tokens", "odd", "first", "last", "joined", "rare1"),
    (
        # Most pairs at random have no word in common; asked first, the rest is asked of few.
        Level(
            "nothing",
            "identity_common(tokens_l, tokens_r) = 0 AND joined_l <> joined_r AND NOT identity_faint(tokens_l, tokens_r)",
            0.02,
            0.85,
        ),
        same("name_key", 0.55, 2e-5),
        Level("mended", "words_l = words_r OR joined_l = joined_r", 0.10, 2e-5, tf="words"),
        Level("shorter", "identity_shorter(tokens_l, tokens_r)", 0.15, 1e-4),
        Level("slip", "identity_slip(tokens_l, tokens_r, odd_l, odd_r, 0.9)", 0.06, 1e-4),
        Level(
            "crossed", "identity_crossed(tokens_l, tokens_r, first_l, first_r, last_l, last_r)", 0.03, 3e-4
        ),
        Level(
            "one_word",
            "least(len(tokens_l), len(tokens_r)) = 1 AND identity_common(tokens_l, tokens_r) = 1",
            0.02,
            3e-3,
        ),
        Level("blurred", "identity_slip(tokens_l, tokens_r, odd_l, odd_r, 0.7)", 0.03, 1e-3),
        # Both are known names and look alike: Tom and Thomas, but Mario and María too.
        Level("near", "identity_akin(tokens_l, tokens_r)", 0.02, 1e-3),
        Level("surnames", "identity_surnames(tokens_l, tokens_r, first_l, first_r)", 0.01, 5e-3),
        Level("family", "identity_common(tokens_l, tokens_r) >= 2", 0.02, 1e-3),
        Level("rarest", "list_contains(tokens_r, rare1_l) OR list_contains(tokens_l, rare1_r)", 0.01, 2e-2),
        Level("some", "identity_common(tokens_l, tokens_r) > 0", 0.01, 0.06),
        Level("faint", "ELSE", 0.01, 0.06),
    ),
    costly=True,
)
OTHER_NAME = "name IN ('nothing', 'some', 'rarest', 'faint', 'family')"
BIRTH = Field(
    "birth",
    ("birth",),
    (
        # Seventy years have some 25,000 days.
        Level("same", "birth_l = birth_r", 0.90, 6e-5, least=4e-5),
        Level(
            "slip",
            "identity_near(birth_l, birth_r, 1) OR birth_l = substr(birth_r, 1, 4) || substr(birth_r, 7, 2) || substr(birth_r, 5, 2)",
            0.05,
            1e-3,
        ),
        # Of day, month and year two are right.
        Level(
            "parts",
            "substr(birth_l, 5) = substr(birth_r, 5) OR substr(birth_l, 1, 6) = substr(birth_r, 1, 6) "
            "OR (substr(birth_l, 1, 4) = substr(birth_r, 1, 4) AND substr(birth_l, 7) = substr(birth_r, 7))",
            0.015,
            5e-3,
        ),
        # A father and a son are further apart.
        Level(
            "years",
            "abs(TRY_CAST(substr(birth_l, 1, 4) AS INTEGER) - TRY_CAST(substr(birth_r, 1, 4) AS INTEGER)) <= 12",
            0.015,
            0.25,
        ),
        otherwise(0.02, 0.74394),
    ),
)
DOCUMENT = Field(
    "document",
    ("document", "document_right", "document_crowded"),
    (
        # A wrong check digit may hide another number: the same digits are then weak evidence, and it is not learnt.
        Level(
            "same",
            "document_l = document_r AND coalesce(document_right_l, true) AND coalesce(document_right_r, true)",
            0.88,
            1e-6,
        ),
        Level("same_wrong", "document_l = document_r", 0.02, 1e-4, fixed=True),
        # Where numbers follow one another, the next one is another person's.
        Level(
            "slip",
            "length(document_l) >= 6 AND NOT document_crowded_l AND NOT document_crowded_r AND identity_near(document_l, document_r, 1)",
            0.06,
            3e-6,
        ),
        Level(
            "slips",
            "length(document_l) >= 8 AND NOT document_crowded_l AND NOT document_crowded_r AND identity_near(document_l, document_r, 2)",
            0.01,
            1e-4,
        ),
        otherwise(0.03, 0.999796),
    ),
)
EMAIL = Field(
    "email",
    ("email", "email_user"),
    (
        same("email", 0.78, 1e-6),
        Level("slip", "length(email_user_l) >= 5 AND identity_near(email_l, email_r, 1)", 0.06, 2e-6),
        Level("user", "length(email_user_l) >= 6 AND email_user_l = email_user_r", 0.04, 1e-3, fixed=True),
        otherwise(0.12, 0.999987),
    ),
)
PHONE = Field(
    "phone",
    ("phone",),
    (
        same("phone", 0.75, 2e-6),
        Level("slip", "identity_near(phone_l, phone_r, 1)", 0.06, 1e-5),
        otherwise(0.19, 0.999988),
    ),
)
# Who has the same address has the same postcode: the two are one piece of evidence.
ADDRESS = Field(
    "address",
    ("address", "address_base", "address_numbers", "postcode"),
    (
        same("address", 0.60, 5e-6),
        Level("door", "address_base_l = address_base_r", 0.10, 1e-5),
        Level(
            "street",
            "address_numbers_l = address_numbers_r AND jaro_winkler_similarity(address_l, address_r) >= 0.85",
            0.08,
            1e-5,
        ),
        Level("close", "jaro_winkler_similarity(address_l, address_r) >= 0.93", 0.05, 5e-4),
        Level("postcode", "postcode_l = postcode_r", 0.05, 1e-3, tf="postcode"),
        Level("postcode_slip", "identity_near(postcode_l, postcode_r, 1)", 0.02, 2e-3),
        Level("district", "postcode_l[:3] = postcode_r[:3]", 0.02, 1e-2),
        otherwise(0.08, 0.98648),
    ),
    either=("postcode",),
)
CITY = Field(
    "city",
    ("city",),
    (
        same("city", 0.9, 0.2),
        Level("slip", "identity_near(city_l, city_r, 2)", 0.04, 0.002),
        otherwise(0.06, 0.798),
    ),
)
OCCUPATION = Field("occupation", ("occupation",), (same("occupation", 0.7, 0.1), otherwise(0.3, 0.9)))

_FIRST = "array_to_string(list_transform(tokens, lambda word: word[:{n}]), '|')"
_NAME_KEYS = (
    "CASE WHEN len(tokens) > 1 THEN name_key END",
    "CASE WHEN len(tokens) > 1 THEN " + _FIRST.format(n=3) + " END",
    "rare1 || '|' || rare2",
)
# What a household or an office has in common.
_HOUSE = "(phone = 'same' OR email = 'same' OR address IN ('same', 'door', 'street'))"
_ADDRESS_KEY = "address_base || coalesce(city, '')"
_HOUSE_KEYS = ("email", "phone", _ADDRESS_KEY)
# A document one slip away is a slip only where something else is the same.
_SLIP_ALONE = Guard(
    "other_document",
    "document IN ('slip', 'slips') AND name IN ('blank', 'one_word') AND NOT " + _HOUSE,
    "review",
)
_NAME_ONLY = (
    "document IN ('blank', 'same_wrong', 'slips', 'different') AND email IN ('blank', 'user', 'different') AND phone IN ('blank', 'different') "
    "AND birth IN ('blank', 'years', 'different') AND address IN ('blank', 'different', 'district', 'postcode', 'postcode_slip')"
)
# Nothing but an e-mail or a telephone that is nearly the other's: where they are given out in a row (ana.12, ana.112), that is chance.
_NEARLY_ALONE = (
    "document IN ('blank', 'same_wrong', 'slips', 'different') AND (email = 'slip' OR phone = 'slip') AND email <> 'same' AND phone <> 'same' "
    "AND birth NOT IN ('same', 'slip', 'parts') AND address NOT IN ('same', 'door', 'street', 'close')"
)
_SOME_NAME = "name NOT IN ('nothing', 'faint')"
_GOOD_NAME = "(name IN ('same', 'mended', 'shorter', 'slip', 'crossed', 'blurred'))"
PERSON = Spec(
    fields=(NAME, BIRTH, DOCUMENT, EMAIL, PHONE, ADDRESS, CITY, OCCUPATION),
    keys=(
        "document", "email", "phone", *_NAME_KEYS, "CASE WHEN length(email_user) > 4 THEN email_user END", "birth || rare1", "birth || rare2",
        "birth || " + _FIRST.format(n=1), "birth || city", _ADDRESS_KEY, "rare1 || '|' || city",
        "document[:6]", "document[4:]", "phone[:9]", "phone[6:]",
    ),
    more=(
        "postcode || rare1", "postcode || rare2", "postcode || birth[:4]", "birth[:4] || rare1", "birth[5:] || rare1", "birth[5:] || rare2",
        "birth", "rare2 || '|' || city", "postcode", "email_domain || rare1", "email_domain || birth[:4]", "email_domain || birth[5:]",
    ),
    training=(
        "email_l = email_r", "phone_l = phone_r", "document_l = document_r", "name_key_l = name_key_r AND birth_l = birth_r",
        "birth_l = birth_r", "name_key_l = name_key_r",
    ),
    guards=(
        # A mother's document is often given for her children; with the birth date as well, it is one person.
        Guard("other_name_same_document", f"{OTHER_NAME} AND document = 'same' AND birth NOT IN ('same', 'slip', 'parts')", "review",
              families=("document",)),
        # Twins have one e-mail as well.
        Guard("other_name_same_document", f"{OTHER_NAME} AND {_SOME_NAME} AND email = 'same' AND birth = 'same' AND document <> 'same'", "review",
              families=_HOUSE_KEYS),
        # Households and families: the same telephone and address, but each has a name the other lacks.
        Guard("other_name", f"{OTHER_NAME} AND {_HOUSE} AND document <> 'same' AND ({_SOME_NAME} OR birth <> 'same')", "apart",
              families=_HOUSE_KEYS),
        Guard("other_surnames", f"name = 'surnames' AND {_HOUSE} AND document NOT IN ('same', 'slip') AND NOT (email = 'same' AND birth = 'same')",
              "apart", families=_HOUSE_KEYS),
        Guard("other_document", "document = 'different' AND birth NOT IN ('same', 'slip', 'parts')", "review"),
        Guard("other_document", f"document = 'different' AND NOT {_GOOD_NAME}", "review", families=_HOUSE_KEYS),
        _SLIP_ALONE,
        Guard("other_name", f"name IN ('nothing', 'some', 'rarest', 'faint', 'surnames') AND {_NEARLY_ALONE}", "apart"),
        # Father and son.
        Guard("other_birth", "birth = 'different' AND document NOT IN ('same', 'slip')", "review"),
        # Namesakes: in a country of Marías López a name and a city are not a person (and an e-mail's user is often the name again).
        Guard("other_name", f"{OTHER_NAME} AND {_NAME_ONLY}", "apart", few=True),
        Guard("name_only", _NAME_ONLY, "review", few=True),
    ),
)  # fmt: skip
ORGANISATION = Spec(
    fields=(NAME, DOCUMENT, EMAIL, PHONE, ADDRESS, CITY),
    keys=(
        "document",
        "email",
        "phone",
        *_NAME_KEYS,
        "rare1 || '|' || city",
        _ADDRESS_KEY,
        "document[:6]",
        "document[4:]",
        "phone[:9]",
    ),
    more=("address_numbers || coalesce(city, '')", "rare1", "rare2 || '|' || city", "postcode || rare1"),
    training=(
        "document_l = document_r",
        "phone_l = phone_r",
        "name_key_l = name_key_r",
        "address_l = address_r",
    ),
    guards=(
        Guard(
            "other_name_same_document", "name IN ('nothing', 'faint', 'some') AND document = 'same'", "review"
        ),
        # The same accountant, the same building: nothing in the name in common.
        Guard(
            "other_name",
            f"({OTHER_NAME} OR name = 'surnames') AND document IN ('blank', 'same_wrong', 'slips', 'different')",
            "apart",
        ),
        Guard("other_document", "document = 'different'", "review"),
        _SLIP_ALONE,
    ),
)
