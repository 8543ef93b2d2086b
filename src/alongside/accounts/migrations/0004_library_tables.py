from django.db import migrations

from alongside.core.sqlfiles import sql_file


class Migration(migrations.Migration):
    # The last migration of each library whose tables the application writes. Where one of them adds a table, a later
    # migration of ours names it in its GRANTs; a test lists the tables that nobody granted.
    dependencies = [
        ("accounts", "0003_sessions_ended"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("procrastinate", "0041_post_retry_failed_job"),
        ("sessions", "0001_initial"),
    ]
    operations = [sql_file("accounts", "0004_library_tables.sql")]
