from . import test_segregation
