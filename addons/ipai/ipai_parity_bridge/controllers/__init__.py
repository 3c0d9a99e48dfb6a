from . import parity
