from . import hr_expense
from . import res_users
