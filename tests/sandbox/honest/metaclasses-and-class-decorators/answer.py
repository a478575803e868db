registry = {}


class Registered(type):
    def __new__(meta, name, bases, namespace):
        cls = super().__new__(meta, name, bases, namespace)
        registry[name] = cls
        return cls

    def __len__(cls):
        return len(registry)

    def __iter__(cls):
        return iter(sorted(registry))


class Shape(metaclass=Registered):
    sides = 0

    def __init_subclass__(cls, **kwargs):
        cls.tag = cls.__name__.lower()


class Square(Shape):
    sides = 4


def singleton(cls):
    return cls()


@singleton
class Settings:
    debug = False
