from alembic import context

from models import Base, engine

with engine.connect() as connection:
    # SQLite alters a table by copying it.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
