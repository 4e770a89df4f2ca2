"""Tasks at the desk: the list and its address, one task, its comments, the board, and the panel of a ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.accounts.models import Role, User
from core.desk.models import Queue
from core.work import selectors, services
from core.work.models import Milestone, Project, Task, TaskComment, TimeEntry
from core.work.services import entries
from portal.agent.task_form import minutes, spelled
from tenants import remembered
from tenants.kernel.errors import Invalid
from tests.portal.agent.test_counts import asked, queries
from tests.support.callers import Caller

pytestmark = pytest.mark.django_db
LIST = "/desk/tasks/"


@pytest.fixture
def task(people):
    return lambda title="Call the bank", **said: services.open_task(title, by=people.ana.actor, **said)


def body(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


class TestList:
    def test_one_sees_ones_own_first_and_all_by_the_address(self, agent_client, people, task):
        task("Mine", assignee=people.ana)
        task("Theirs", assignee=people.ben)
        task("Nobody's")
        services.change(task("Over", assignee=people.ana), by=people.ana.actor, status="done")
        assert "Mine" in (page := body(agent_client.get(LIST)))
        assert "Theirs" not in page
        assert "/desk/tasks/4/" not in page
        for address, there, gone in (
            ("?who=all", "Theirs", "Over<"), ("?who=none", "Nobody&#39;s", "Theirs"), ("?state=finished", "Over<", ">Mine<"),
            ("?who=all&q=thei", "Theirs", ">Mine<"), ("?who=all&order=newest&page=2", "", "Theirs"),
        ):  # fmt: skip
            page = body(agent_client.get(LIST + address))
            rows = page.partition('id="tasks"')[2]
            assert there in rows, address
            assert gone not in rows, address
        body(agent_client.get(f"{LIST}?status=nothing"), 400)

    def test_a_title_and_enter(self, agent_client, people):
        answer = agent_client.post(LIST, {"title": "  Book   a room "})
        assert (answer.status_code, answer["Location"]) == (302, LIST)
        one = Task.objects.get()
        assert (one.title, one.assignee) == ("Book a room", people.ana)
        agent_client.post(f"{LIST}?who=all", {"title": "For somebody"})
        assert Task.objects.get(title="For somebody").assignee is None
        project = services.open_project("Shop", by=people.ana.actor)
        agent_client.post(f"{LIST}?who=all&project={project.pk}", {"title": "Lamps"})
        assert Task.objects.get(title="Lamps").project == project
        assert "Say what there is to do." in body(agent_client.post(LIST, {"title": " "}), 422)

    def test_ticked_off_in_place(self, htmx, people, task):
        one = task(assignee=people.ana)
        answer = htmx.post(f"{LIST}{one.number}/tick/", {"action": "done"})
        assert (answer.status_code, answer["HX-Trigger"]) == (204, "tasks-changed")
        assert Task.objects.get().status == "done"
        assert "Nothing to do" in body(htmx.get(LIST))
        htmx.post(f"{LIST}{one.number}/tick/", {"action": "undone"})
        assert Task.objects.get().status == "todo"

    def test_words_of_people_are_no_markup(self, agent_client, people, task):
        evil = "<img src=x onerror=alert(1)>"
        one = task(evil, description=evil, assignee=people.ana)
        services.comment(one, evil, by=people.ana.actor)
        for path in (LIST, f"{LIST}{one.number}/", f"{LIST}?layout=board"):
            page = body(agent_client.get(path))
            assert evil not in page
            assert "&lt;img" in page

    @pytest.mark.parametrize("path", [LIST + "?who=all", LIST + "?who=all&layout=board"])
    def test_it_costs_the_same_however_much_there_is(self, agent_client, people, task, wrote, path):
        project = services.open_project("Shop", by=people.ana.actor)
        ticket = wrote()

        def more(count):
            for number in range(count):
                task(f"No {number}", assignee=people.ben, ticket=ticket, project=project)

        more(2)
        few = len(queries(agent_client, path))
        more(10)
        assert len(queries(agent_client, path)) == few


class TestOne:
    def test_each_field_is_set_by_itself(self, htmx, people, task, wrote):
        ticket, one = wrote(), task()
        url = f"{LIST}{one.number}/"
        version = 1
        for field, said, kept in (
            ("status", "blocked", "blocked"), ("priority", "urgent", 4), ("assignee", str(people.ben.pk), people.ben),
            ("due_on", "2026-12-24", None), ("estimate", "1h 30m", 90), ("ticket", ticket.label, ticket),
            ("description", "Ask *them*", "Ask *them*"), ("assignee", "", None), ("ticket", "", None),
        ):  # fmt: skip
            body(htmx.post(url, {field: said, "version": version}))
            version += 1
            row = Task.objects.get()
            assert row.version == version
            assert field == "due_on" or getattr(row, field) == kept
        page = body(htmx.get(url))
        assert "moved it to Blocked" in page
        assert f"gave it to {people.ben.name}" in page

    def test_who_was_slower_is_told_and_sees_how_it_stands(self, htmx, people, task):
        one = task()
        services.change(one, by=people.ben.actor, title="Call the other bank")
        page = body(htmx.post(f"{LIST}{one.number}/", {"status": "done", "version": "1"}), 412)
        assert "Somebody was faster" in page
        assert "Call the other bank" in page
        assert Task.objects.get().status == "todo"

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({"title": " "}, "Say what there is to do."),
            ({"due_on": "soon"}, "Write a day as in"),
            ({"estimate": "a while"}, "Write minutes as in"),
            ({"ticket": "T-9999"}, "no such ticket"),
        ],
    )
    def test_what_is_refused_is_said_beside_the_field(self, htmx, task, said, told):
        one = task()
        assert told in body(htmx.post(f"{LIST}{one.number}/", said | {"version": "1"}), 422)
        assert Task.objects.get().version == 1

    def test_comments_are_written_changed_and_taken_away(self, htmx, people, task):
        url = f"{LIST}{task().number}/comments/"
        assert "Who does it?" in body(htmx.post(url, {"text": "Who does it?"}))
        said = TaskComment.objects.get()
        assert "I do" in body(htmx.post(url, {"pk": said.pk, "text": "I do"}))
        assert "Write something first." in body(htmx.post(url, {"text": "  "}), 422)
        TaskComment.objects.update(author=people.ben)
        body(htmx.post(url, {"pk": said.pk, "text": "No"}), 403)
        TaskComment.objects.update(author=people.ana)
        body(htmx.post(url, {"pk": said.pk, "action": "delete"}))
        assert not TaskComment.objects.exists()

    def test_a_form_opens_one_with_everything(self, agent_client, people, wrote):
        ticket = wrote()
        page = body(agent_client.get(f"{LIST}new/?ticket={ticket.label}"))
        assert f'value="{ticket.label}"' in page
        form = {"title": "Refund", "ticket": ticket.label, "assignee": str(people.ben.pk), "priority": "high"}
        answer = agent_client.post(
            f"{LIST}new/", form | {"due_on": "2026-12-24", "estimate": "2h", "status": "todo"}
        )
        one = Task.objects.get()
        assert answer["Location"] == f"{LIST}{one.number}/"
        assert (one.ticket, one.assignee, one.priority, one.estimate) == (ticket, people.ben, 3, 120)
        wrong = body(
            agent_client.post(f"{LIST}new/", form | {"title": "", "estimate": "x", "status": "todo"}), 422
        )
        assert "Write minutes as in" in wrong

    def test_deleting_is_for_who_may(self, browser, acme, people, task):
        one = task()
        assert browser(acme, people.ana).post(f"{LIST}{one.number}/delete/").status_code == 403
        assert browser(acme, people.lena).post(f"{LIST}{one.number}/delete/").status_code == 302
        assert not Task.objects.exists()

    def test_light_agents_look_and_comment(self, browser, acme, people, task):
        one = task()
        lars = browser(acme, people.lars)
        page = body(lars.get(f"{LIST}{one.number}/"))
        assert 'name="text"' in page
        assert "edit-title" in page
        assert lars.post(f"{LIST}{one.number}/comments/", {"text": "Hm"}).status_code == 302
        for path in (LIST, f"{LIST}{one.number}/", f"{LIST}{one.number}/tick/", f"{LIST}move/"):
            assert (
                lars.post(path, {"title": "x", "status": "done", "number": one.number}).status_code == 403
            ), path
        assert Task.objects.get().version == 1

    def test_one_with_time_is_kept_and_says_why(self, browser, acme, people, task):
        one = task()
        entries.log(people.ana, 5, by=people.ana.actor, task=one)
        answer = browser(acme, people.lena).post(f"{LIST}{one.number}/delete/")
        assert "Cancel the task instead" in body(answer, 409)
        assert Task.objects.filter(pk=one.pk).exists()

    def test_into_another_project_it_goes_without_its_milestone(self, htmx, people, task):
        old, new = (services.open_project(name, by=people.ana.actor) for name in ("Old", "New"))
        stone = services.add_milestone(old, "Opening", by=people.ana.actor)
        one = task(milestone=stone)
        sent = {"project": str(new.pk), "milestone": str(stone.pk), "version": str(one.version)}
        body(htmx.post(f"{LIST}{one.number}/", sent))
        one.refresh_from_db()
        assert (one.project, one.milestone) == (new, None)


class TestSentTwice:
    def test_a_form_that_is_sent_twice_works_once(self, browser, acme, htmx, people, wrote):
        plain = browser(acme, people.ana)
        ticket, once = wrote(), {"idempotency_key": "abc"}
        shop = services.open_project("Shop", by=people.ana.actor)
        sent = [
            (f"{LIST}new/", {"title": "From the form"}),
            (LIST, {"title": "From the list"}),
            (f"/desk/projects/{shop.pk}/", {"action": "task", "title": "From the project"}),
            (f"/desk/projects/{shop.pk}/", {"action": "milestone", "name": "Opening"}),
            ("/desk/projects/", {"name": "Hall"}),
            ("/desk/time/", {"item": ticket.label, "text": "25m call"}),
        ]
        for number, (path, values) in enumerate(sent):
            again = values | {"idempotency_key": f"key-{number}"}
            first, second = (plain.post(path, again) for _ in range(2))
            assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]), path
            assert 'name="idempotency_key" value="' in body(plain.get(path)), path
        for path, values in (
            (f"{LIST}1/comments/", {"text": "Said"}),
            (f"/desk/tickets/{ticket.number}/tasks/", {"title": "From the ticket"}),
            (f"/desk/time/on/ticket/{ticket.number}/", {"text": "5m note"}),
        ):
            assert [htmx.post(path, values | once).status_code for _ in range(2)] == [200, 200], path
            once = {"idempotency_key": once["idempotency_key"] + "x"}
        titles = ["From the form", "From the list", "From the project", "From the ticket"]
        assert sorted(Task.objects.values_list("title", flat=True)) == titles
        assert (Milestone.objects.count(), Project.objects.count(), TaskComment.objects.count()) == (1, 2, 1)
        assert sorted(TimeEntry.objects.values_list("minutes", flat=True)) == [5, 25]

    def test_a_refusal_is_no_answer(self, agent_client):
        assert agent_client.post(f"{LIST}new/", {"title": " ", "idempotency_key": "k"}).status_code == 422
        assert agent_client.post(f"{LIST}new/", {"title": "Now", "idempotency_key": "k"}).status_code == 302

    def test_programs_send_a_key_in_the_head(self, acme, people):
        ana = Caller(acme, people.ana)
        for path, values in (("/tasks/", {"title": "Once"}), ("/projects/", {"name": "Once"})):
            first, second = (ana.call("POST", path, values, Idempotency_Key="k") for _ in range(2))
            assert (first.json(), second["Idempotency-Replayed"]) == (second.json(), "true"), path
        assert ana.call("POST", "/tasks/1/comments/", {"text": "Hi"}, Idempotency_Key="k").status_code == 201
        assert ana.call("POST", "/tasks/1/comments/", {"text": "Hi"}, Idempotency_Key="k").status_code == 201
        assert (Task.objects.count(), TaskComment.objects.count()) == (1, 1)


class TestWhoSeesNoPeople:
    def test_they_give_tasks_to_whom_their_pages_offer(self, browser, acme, people, task):
        allowed = ["tasks.view", "tasks.change", "tickets.view"]
        role = Role.objects.create(key="tasks-only", name="Tasks only", permissions=allowed)
        User.objects.filter(pk=people.ben.pk).update(role=role)
        ben, one = browser(acme, people.ben), task()
        for path in (f"{LIST}{one.number}/", f"{LIST}new/", LIST, f"{LIST}?who=all&layout=board"):
            assert people.ana.name in body(ben.get(path)) or path == LIST or "layout" in path
        sent = {"assignee": str(people.ana.pk), "version": "1"}
        assert ben.post(f"{LIST}{one.number}/", sent).status_code == 302
        assert Task.objects.get(pk=one.pk).assignee == people.ana
        assert ben.post(f"{LIST}{one.number}/", {"assignee": "424242"}).status_code == 404
        opened = {"title": "Given", "assignee": str(people.ana.pk)}
        assert ben.post(f"{LIST}new/", opened).status_code == 302


class TestBoard:
    def test_a_card_is_dropped_and_one_is_overtaken(self, htmx, people, task):
        one = task()
        moved = htmx.post(f"{LIST}move/", {"number": one.number, "version": 1, "status": "in_progress"})
        assert (moved.status_code, '"version": 2' in moved["HX-Trigger"]) == (204, True)
        late = htmx.post(f"{LIST}move/", {"number": one.number, "version": 1, "status": "done"})
        assert late.status_code == 412
        assert "board-stale" in late["HX-Trigger"]
        assert Task.objects.get().status == "in_progress"
        for wrong in ({"version": "x", "status": "done"}, {"version": 2}, {"version": 2, "status": "merged"}):
            assert htmx.post(f"{LIST}move/", {"number": one.number} | wrong).status_code == 400

    def test_columns_hold_the_first_and_say_how_many_more(self, agent_client, people, task):
        for number in range(27):
            services.change(task(f"No {number}"), by=people.ana.actor, status="done")
        task("Open", assignee=people.ana)
        found = selectors.board(people.ana.actor, selectors.TaskFilters(), selectors.today())
        assert (found.count("done"), len(found.cards["done"]), found.count("todo")) == (27, 25, 1)
        page = body(agent_client.get(f"{LIST}?who=all&layout=board"))
        assert "2 more" in page
        assert body(agent_client.get(f"{LIST}?who=all&layout=board&part=board")).startswith(
            '<div class="board-in"'
        )


class TestBesideATicket:
    def test_added_ticked_and_put_into_a_project(self, htmx, people, wrote):
        ticket = wrote()
        url = f"/desk/tickets/{ticket.number}/tasks/"
        assert "Refund it" in body(htmx.post(url, {"title": "Refund it"}))
        one = Task.objects.get()
        assert (one.ticket, one.assignee) == (ticket, None)
        assert "1/1" in body(htmx.post(url, {"task": one.number, "action": "done"}))
        assert "Say what there is to do." in body(htmx.post(url, {"title": ""}), 422)
        project = services.open_project("Shop", by=people.ana.actor)
        assert f'value="{project.pk}"' in body(htmx.get(f"/desk/tickets/{ticket.number}/part/project/"))
        assert "Shop" in body(htmx.post(url, {"project": project.pk}))
        page = body(htmx.get(f"/desk/tickets/{ticket.number}/"))
        assert 'id="ticket-tasks"' in page
        assert "Shop" in page
        htmx.post(url, {"project": ""})
        assert selectors.project_of(people.ana.actor, ticket) is None

    def test_nothing_of_it_for_who_may_not_see_the_ticket(self, browser, acme, people, task):
        from core.tickets import services as tickets
        from core.tickets.services.words import Words
        from tenants.kernel.actor import SYSTEM

        vault = Queue.objects.create(name="Vault")
        secret, _ = tickets.open_ticket(
            people.carla, "Secret", Words("x"), channel="api", by=SYSTEM, queue=vault
        )
        one = task("Shred it", ticket=secret)
        User.objects.filter(pk=people.ben.pk).update(reach={str(vault.pk): "none"})
        remembered.forget()
        ben = browser(acme, people.ben)
        assert "Shred it" not in body(ben.get(f"{LIST}?who=all"))
        assert ben.get(f"{LIST}{one.number}/").status_code == 404
        assert ben.post(f"/desk/tickets/{secret.number}/tasks/", {"title": "x"}).status_code == 404


def test_what_a_page_costs(agent_client, people, task, wrote):
    one = task(
        assignee=people.ben, ticket=wrote(), project=services.open_project("Shop", by=people.ana.actor)
    )
    few = len(queries(agent_client, f"{LIST}{one.number}/"))
    for number in range(5):
        services.comment(one, f"No {number}", by=people.ben.actor)
    assert len(queries(agent_client, f"{LIST}{one.number}/")) == few
    assert asked


@pytest.mark.parametrize(
    ("text", "count"), [("", None), ("90", 90), ("45m", 45), ("1h", 60), ("1h 30m", 90), ("1h30", 90), ("1:30", 90), ("1.5h", 90), ("1,5h", 90)]
)  # fmt: skip
def test_minutes_as_people_write_them(text, count):
    assert minutes(text) == count
    assert count is None or minutes(spelled(count)) == count


@pytest.mark.parametrize("text", ["soon", "1h x", "h", ":", "1e400h", "nan"])
def test_what_are_no_minutes(text):
    with pytest.raises(Invalid):
        minutes(text)


def test_days_are_the_readers(agent_client, people, task):
    today = selectors.today()
    task("Late", assignee=people.ana, due_on=today - timedelta(days=1))
    task("Now", assignee=people.ana, due_on=today)
    page = body(agent_client.get(LIST))
    assert "overdue" in page
    assert "Today" in page.partition('id="tasks"')[2]
