from django.db import migrations


def seed(apps, _schema_editor):
    """Every database of the application begins with one room."""
    apps.get_model("museum", "Room").objects.create(code="entrance")


class Migration(migrations.Migration):
    dependencies = [("museum", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
