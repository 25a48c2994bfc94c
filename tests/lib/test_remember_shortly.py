"""What is asked often and changes seldom."""

from contactcenter.lib.memory import ShortMemory, forget_everything


def test_asked_once_within_its_time() -> None:
    answers = iter(range(9))
    memory = ShortMemory(lambda: next(answers), seconds=600)
    assert [memory(), memory()] == [0, 0]


def test_asked_anew_after_its_time() -> None:
    answers = iter(range(9))
    memory = ShortMemory(lambda: next(answers), seconds=-1)
    assert [memory(), memory()] == [0, 1]


def test_what_is_forgotten_is_asked_anew() -> None:
    answers = iter(range(9))
    memory = ShortMemory(lambda: next(answers), seconds=30)
    assert memory() == 0
    memory.forget()
    assert memory() == 1
    forget_everything()
    assert memory() == 2


def test_nothing_is_an_answer_too() -> None:
    asked = []
    memory = ShortMemory(lambda: asked.append(1), seconds=30)
    assert (memory(), memory(), len(asked)) == (None, None, 1)
