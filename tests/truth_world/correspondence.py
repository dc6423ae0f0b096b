"""What was written in nine years: threads of two, of groups, of people known through others, and what is no contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from tests.truth_world.casting import work_email
from tests.truth_world.life import UNMET, Box, Letter, Person, World
from tests.truth_world.shape import Shape
from tests.truth_world.spelling import bare, spelled_out
from tests.truth_world.words import TOPICS

DAY = timedelta(days=1)
MAIL_YEARS = 9


def correspond(world: World, chance: Random, shape: Shape) -> None:
    """Writes the threads of every circle into the world, oldest first."""
    post = PostOffice(world, chance, shape)
    begun = world.today - DAY * 365 * MAIL_YEARS
    for person in world.people.values():
        if person.circle not in UNMET and chance.random() < 0.62:
            known_from = max(begun, min(stay.start for stay in [*person.posts, *person.studies]) + DAY * 30)
            for _ in range(chance.choice([1, 1, 2, 3, 4, 6, 9])):
                post.pair(person, known_from + DAY * chance.randint(0, (world.today - known_from).days - 1))
    for _ in range(70):
        post.group(begun + DAY * chance.randint(0, 365 * MAIL_YEARS - 1))
    for _ in range(55):
        post.introduced(begun + DAY * chance.randint(0, 365 * MAIL_YEARS - 1))
    for _ in range(3):
        post.crowd(begun + DAY * chance.randint(0, 365 * MAIL_YEARS - 1))
    for _ in range(40):
        post.listed(begun + DAY * chance.randint(0, 365 * MAIL_YEARS - 1))
    world.letters.sort(key=lambda letter: (letter.sent_at, letter.id))


class PostOffice:
    """Makes letters and puts them into the world, as long as they are not later than today."""

    def __init__(self, world: World, chance: Random, shape: Shape) -> None:
        self.world, self.chance, self.shape = world, chance, shape
        self.threads = 0
        self.lists = [("Seglerforum", "segler@lists.hafen.example"), ("Data Nerds", "data-nerds@forum.example")]

    def pair(self, person: Person, day: date) -> None:
        """The owner and one other; the other's side has the last word where it is left unanswered."""
        mine, theirs = self.own_box(person, day), self.box(person, day)
        parties = [mine, theirs] if self.chance.random() < 0.45 else [theirs, mine]
        self.converse(parties, day, self.chance.choice([1, 2, 2, 2, 3, 3, 4, 5]))

    def group(self, day: date) -> None:
        """The owner among two to four others of one organization, who all answer all."""
        boss = self.chance.choice([p for p in self.world.people.values() if p.circle not in UNMET])
        others = self.beside(boss, day)[: self.chance.randint(1, 3)]
        boxes = [self.box(boss, day), self.own_box(boss, day), *(self.box(other, day) for other in others)]
        if self.chance.random() < 0.1:
            job = boss.job_on(day)
            boxes += [Box("", "", f"info@{self.world.organizations[job.where].domain}")] if job else []
        self.converse(boxes, day, self.chance.choice([1, 2, 3, 4]))

    def introduced(self, day: date) -> None:
        """Somebody writes to the owner with copies to others, and the owner answers them alone."""
        known = {p.key for p in self.world.people.values() if p.circle not in UNMET}
        contact = self.world.people[self.chance.choice(sorted(known))]
        beyond = [p for p in self.world.people.values() if p.circle == "beyond" and p.job_on(day)]
        copied = [
            self.box(other, day)
            for other in self.chance.sample(beyond, min(len(beyond), self.chance.choice([1, 1, 2, 4])))
        ]
        theirs, mine = self.box(contact, day), self.own_box(contact, day)
        first = self.letter(theirs, [mine], copied, day, None)
        if first and self.chance.random() < 0.8:
            answer = self.letter(mine, [theirs], [], day, first)
            if answer and self.chance.random() < 0.4:
                self.letter(theirs, [mine], copied, day, answer)

    def crowd(self, day: date) -> None:
        """One to thirty: nobody knows anybody by it."""
        everyone = self.chance.sample(sorted(self.world.people), 30)
        boxes = [self.box(self.world.people[key], day) for key in everyone]
        self.letter(boxes[0], [*boxes[1:], self.own_box(None, day)], [], day, None)

    def listed(self, day: date) -> None:
        """A member writes to a list."""
        name, address = self.chance.choice(self.lists)
        writer = self.box(self.chance.choice(sorted(self.world.people.values(), key=lambda p: p.key)), day)
        letter = self.letter(writer, [Box("", name, address)], [], day, None)
        if letter:
            letter.headers = {
                "List-Id": f"{name} <{address.replace('@', '.')}>",
                "List-Post": f"<mailto:{address}>",
                "Precedence": "list",
            }
            self.world.machines[address] = "list"

    # -- parts --------------------------------------------------------------------------------------------------------

    def converse(self, boxes: Sequence[Box], day: date, count: int) -> None:
        """The first writes to the second, with copies to the others; then they take turns and answer all."""
        previous: Letter | None = None
        for number in range(count):
            sender = (
                boxes[0]
                if number % 2 == 0
                else boxes[1]
                if len(boxes) == 2 or number == 1
                else self.chance.choice(boxes[1:])
            )
            if previous is not None and sender.key == previous.sender.key:
                sender = next(box for box in boxes if box.key != sender.key and box.key)
            if not sender.key:
                return
            others = [box for box in boxes if box.address != sender.address]
            to = [previous.sender] if previous else others[:1]
            letter = self.letter(sender, to, [box for box in others if box.address != to[0].address], day, previous)
            if letter is None:
                return
            previous = letter
        if previous and previous.sender.key == "me" and self.chance.random() < 0.07:
            self.away(previous)

    def letter(self, sender: Box, to: list[Box], cc: list[Box], day: date, answered: Letter | None) -> Letter | None:
        """One letter, of a day or as an answer; None where that would be later than today."""
        if answered:
            hours = self.chance.choice(
                [1, 2, 5, 9, 20, 28, 50, 70] if sender.key == "me" else [1, 3, 8, 24, 30, 90, 200]
            )
            at = answered.sent_at + timedelta(hours=hours, minutes=self.chance.randint(0, 50))
        else:
            at = datetime.combine(
                day, time(self.chance.randint(7, 20), self.chance.randint(0, 59), self.chance.randint(0, 59))
            )
            self.threads += 1
        if at.date() >= self.world.today:
            return None
        thread = answered.thread if answered else f"thread-{self.threads}"
        topic = answered.topic if answered else f"{self.chance.choice(TOPICS)} {self.threads}"
        mark = "AW: " if self.shape.language == "german" else "Re: "
        letter = Letter(
            f"{self.chance.getrandbits(48):012x}.{len(self.world.letters)}@{sender.address.rpartition('@')[2]}",
            thread,
            at,
            sender,
            list(to),
            list(cc),
            mark + topic if answered and not topic.startswith(mark) else topic,
            [*answered.references, answered.id] if answered else [],
            folder="sent" if sender.key == "me" else "inbox",
        )
        if self.chance.random() < 0.02:
            letter.references = []  # some programs lose what they answer
        if sender.key != "me" and self.chance.random() < 0.006:
            letter.dated = self.chance.choice([datetime(1970, 1, 1, 0, 12), at.replace(year=at.year + 9, day=1)])
        self.world.letters.append(letter)
        return letter

    def away(self, letter: Letter) -> None:
        """Whoever was written to is on holiday, and their program says so."""
        away = self.letter(letter.to[0], [letter.sender], [], letter.sent_at.date(), letter)
        if away:
            away.headers = {"Auto-Submitted": "auto-replied"}
            away.topic = f"Automatic reply: {letter.topic}"
            away.sent_at = letter.sent_at + timedelta(seconds=20)

    def beside(self, person: Person, day: date) -> list[Person]:
        """Others who are where somebody is, by chance in order; people of the same circle where they have no job."""
        job = person.job_on(day)

        def is_beside(other: Person) -> bool:
            if job is None:
                return other.circle == person.circle
            return any(post.where == job.where and post.holds(day) for post in other.posts)

        known = [each for each in self.world.people.values() if each is not person and each.circle not in UNMET]
        found = [other for other in known if is_beside(other)]
        return self.chance.sample(found, min(len(found), 3))

    def box(self, person: Person, day: date) -> Box:
        """Somebody as they stand in a header on a day: at work or at home, under one way of writing their name."""
        job = person.job_on(day)
        at_work = (
            job is not None and person.circle not in ("private", "school-0", "school-1") and self.chance.random() < 0.8
        )
        address = work_email(self.world, person, job.where) if job and at_work else self.chance.choice(person.emails)
        given, family = person.given, person.family_on(day)
        ways = [
            f"{given} {family}", f"{given} {family}", f"{given} {family}", f"{family}, {given}",
            spelled_out(f"{given} {family}"), bare(f"{given} {family}"),
        ]  # fmt: skip
        habit = Random(f"{self.world.seed}/{person.key}/{at_work}")
        name = habit.choice(ways)
        if habit.random() < 0.04:
            name = f"{given[0]}. {family[0]}."
        elif habit.random() < 0.06:
            name = ""
        elif person.nickname and not at_work and habit.random() < 0.4:
            name = f"{person.nickname} {family}"
        return Box(person.key, name, address)

    def own_box(self, other: Person | None, day: date) -> Box:
        """The owner as they stand in a header: at work to people of work, else at home."""
        me = self.world.me
        job = me.job_on(day)
        is_private = other is None or other.circle in ("private", "school-0", "school-1")
        address = (
            me.emails[0]
            if is_private or job is None or self.chance.random() < 0.2
            else work_email(self.world, me, job.where)
        )
        if is_private and self.chance.random() < 0.2:
            address = me.emails[1]
        return Box("me", f"{me.given} {me.family}", address)
