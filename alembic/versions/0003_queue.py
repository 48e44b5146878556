"""The queue's own tables, as pgqueuer's script makes them."""

from typing import Any

from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # The driver's own call: the script has many statements, which a prepared one may not have.
    script = QueryBuilderEnvironment().build_install_query()
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(script))
