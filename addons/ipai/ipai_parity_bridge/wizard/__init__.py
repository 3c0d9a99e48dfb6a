from . import ipai_parity_key
