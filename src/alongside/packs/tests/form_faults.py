"""What can be wrong with a form: see test_faults."""

NOMINATION = "forms/nomination.toml"
WHEN = 'when  = { question = "referrer", is = "Someone else" }'
PLAN = 'when = { question = "plan", is = true }'

FORM_FAULTS = {
    "an id in a form": (
        NOMINATION,
        'opens = "case"',
        'opens = "case"\nid = "other" #!',
        'A form\'s id is the name of its file, here "nomination". Take this line out.',
    ),
    "a wrong type": (
        NOMINATION,
        'kind  = "text"\n  fills = "person.forename"',
        'kind  = "text"\n  required = "yes" #!\n  fills = "person.forename"',
        '"required" should be true or false.',
    ),
    "a number that is text": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  longest = "40" #!',
        '"longest" should be a whole number.',
    ),
    "neither of two types": (
        NOMINATION,
        'options = "titles"',
        "options = 3 #!",
        '"options" should be text in quotes or a list in square brackets.',
    ),
    "one option of the wrong type": (
        NOMINATION,
        '["Me", "Someone else"]',
        '[\n"Me",\n2, #!\n"Someone else"]',
        "Number 2 should be text in quotes.",
    ),
    "a number out of range": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  longest = 0 #!',
        '"longest" should be greater than or equal to 1.',
    ),
    "a number with too many digits": (
        NOMINATION,
        'kind = "long text"',
        f'kind = "long text"\n  longest = {"9" * 5000} #!',
        "This number has too many digits. Shorten it.",
    ),
    "a kind of question that is not one": (
        NOMINATION,
        'kind   = "yes, no or don\'t know"',
        'kind   = "yes, no or dont know" #!',
        '"kind" is "yes, no or dont know". Did you mean "yes, no or don\'t know"?',
    ),
    "two questions of a form with one id": (
        NOMINATION,
        'id   = "plan-details"',
        'id   = "surname" #!',
        'The form has two questions with the id "surname": the first is in the section "Family". '
        "Give this one another id.",
    ),
    "a list that is not there": (
        NOMINATION,
        'options = "titles"',
        'options = "tiltes" #!',
        'There is no list "tiltes" in lists.toml. Did you mean "titles"?',
    ),
    "nothing to choose from": (
        NOMINATION,
        'kind    = "choice"\n  options = ["Me", "Someone else"]\n  initial = "Me"',
        'kind = "choice" #!',
        'Nothing to choose from. Add options, the id of a list or ["one", "another"].',
    ),
    "options of a question that has none": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  options = "titles" #!',
        'A question of kind "long text" has no options. Take them out, or make it a "choice".',
    ),
    "an option twice": (
        NOMINATION,
        '["Me", "Someone else"]',
        '["Me", "Someone else", "Me"] #!',
        "An option stands here twice. Take one out.",
    ),
    "a first answer that is none": (
        NOMINATION,
        'initial = "Me"',
        'initial = "Myself" #!',
        '"Myself" is not one of the answers. It should be "Me" or "Someone else".',
    ),
    "a date that starts as another day": (
        NOMINATION,
        'initial = "today"',
        'initial = "yesterday" #!',
        'A date can start as "today", not as "yesterday".',
    ),
    "a detail nobody is asked for": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  detail = "More" #!',
        "Only a question of yes, no or don't know asks for a detail. Ask it as a question of its own.",
    ),
    "a day limit on what is no date": (
        NOMINATION,
        'kind = "long text"',
        'kind = "long text"\n  not_after_today = true #!',
        'Only a date can be not_after_today; this is of kind "long text". Take it out.',
    ),
    "members chosen before there are any": (
        NOMINATION,
        'kind  = "user or person outside"\n  ' + WHEN + '\n  fills = "case.referrer"',
        'kind  = "members" #!',
        "There are no members to choose from yet. Put this after the section that repeats for each member.",
    ),
    "a section that asks nothing": (
        NOMINATION,
        '[[section]]\nid    = "rest"',
        '[[section]] #!\nid = "empty"\ntitle = "Empty"\n[[section]]\nid    = "rest"',
        'The section "Empty" asks nothing. Add a [[section.question]] below it.',
    ),
    "filling what nothing knows": (
        NOMINATION,
        '"person.title"',
        '"person.titel" #!',
        'Nothing in the record is called "person.titel". Did you mean "person.title"?',
    ),
    "filling by the wrong kind": (
        NOMINATION,
        'kind  = "case name"',
        'kind  = "number" #!',
        '"case.name" cannot be filled by a question of kind "number". Its kind should be "case name" or "text".',
    ),
    "filling once what is told of each": (
        NOMINATION,
        'kind = "long text"\n  ' + PLAN,
        'kind = "text"\n  fills = "person.middle_names" #!',
        '"person.middle_names" is told of each member. Move the question to a section with repeats = true.',
    ),
    "filling of each what is told once": (
        NOMINATION,
        'kind    = "choice"\n  options = "titles"\n  fills   = "person.title"',
        'kind    = "long text"\n  fills   = "consent.notes" #!',
        '"consent.notes" is told once. Move the question to a section that does not repeat.',
    ),
    "filling from another list": (
        NOMINATION,
        'options = "titles"',
        'options = ["Sir", "Dame"] #!',
        '"person.title" comes from a list that rules read. Say options = "titles".',
    ),
    "filling twice": (
        NOMINATION,
        'kind = "long text"\n  ' + PLAN,
        'kind = "case name"\n  fills = "case.name" #!',
        '"case.name" is filled by "case-name" already. Let one question fill it.',
    ),
    "a form that never asks what a case needs": (
        NOMINATION,
        'opens = "case"\n\n[[section]]\nid    = "details"\ntitle = "Details"\n\n'
        '  [[section.question]]\n  id    = "area"\n  asks  = "Area"\n  kind  = "area"\n  fills = "case.area"\n',
        'opens = "case" #!\n\n[[section]]\nid    = "details"\ntitle = "Details"\n',
        'A form that opens a case has to ask for "case.area". Add a question with fills = "case.area".',
    ),
    "a condition on a question that is not there": (
        NOMINATION,
        WHEN,
        'when = { question = "referer", is = "Someone else" } #!',
        'The form has no question "referer". Did you mean "referrer"?',
    ),
    "a condition on what is asked later": (
        NOMINATION,
        WHEN,
        'when = { question = "plan", is = true } #!',
        '"plan" is asked only later. Move this question below it.',
    ),
    "a condition on itself": (
        NOMINATION,
        PLAN,
        'when = { question = "plan-details", answered = true } #!',
        '"plan-details" is asked only later. Move this question below it.',
    ),
    "a condition on an answer nobody can give": (
        NOMINATION,
        WHEN,
        'when = { question = "referrer", is = "Somebody" } #!',
        '"Somebody" is no answer to "referrer". It should be "Me" or "Someone else".',
    ),
    "one of several answers nobody can give": (
        NOMINATION,
        WHEN,
        'when = { question = "referrer", any_of = ["Someone else", "Us"] } #!',
        '"Us" is no answer to "referrer". It should be "Me" or "Someone else".',
    ),
    "an answer in words where it is yes or no": (
        NOMINATION,
        PLAN,
        'when = { question = "plan", is = "yes" } #!',
        '"plan" is answered yes or no. Say is = true or is = false.',
    ),
    "an answer to don't know that is none": (
        NOMINATION,
        PLAN,
        'when = { question = "risk", is = "maybe" } #!',
        '"maybe" is no answer to "risk". It should be "yes", "no" or "don\'t know".',
    ),
    "a condition on free text": (
        NOMINATION,
        PLAN,
        'when = { question = "case-name", is = "Marsh" } #!',
        '"case-name" can be answered with anything. Say answered = true or answered = false.',
    ),
    "a condition on what each member answers": (
        NOMINATION,
        PLAN,
        'when = { question = "surname", answered = true } #!',
        '"surname" is answered once for each member, so it cannot decide here. Name another question.',
    ),
    "a condition that says too much": (
        NOMINATION,
        PLAN,
        'when = { question = "plan", is = true, answered = true } #!',
        "Say one of is, any_of and answered, and only one.",
    ),
}
