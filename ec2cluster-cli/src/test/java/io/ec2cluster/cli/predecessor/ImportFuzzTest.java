package io.ec2cluster.cli.predecessor;

import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.python.PythonSettings;
import io.ec2cluster.testing.contract.Fuzz;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The predecessor's settings, almost right: translated and written as YAML, or refused. */
@Timeout(600)
class ImportFuzzTest {
  @Test
  void settings() {
    Fuzz.check(
        List.of(
            """
            DOMAIN = 'example.org'
            MASTER_CNAME = 'master.%%(cluster)s.%s' % DOMAIN
            SLAVE_CNAME = 'slave.%(cluster)s.' + DOMAIN
            MASTER_CNAME_TTL = 30
            SLAVE_CNAME_TTL = '120'
            ROUTE53_ZONE_ID = 'Z123'
            RECOVERY_TEMPLATE_MASTER = '/etc/m.conf'
            PG_DIR = "/var/lib/postgresql/15/main"
            RECOVERY_FILENAME = '%s/recovery.conf' % PG_DIR
            PG_TIMEOUT = 20
            """,
            """
            # scripts
            MASTER_CNAME = 'master.%(cluster)s.example.com'
            ROUTE53_ZONE_ID = 'Z123'
            INIT_MASTER_SCRIPT = '/path/to/some_script.py'
            INIT_SLAVE_SCRIPT = '''/path/to/another_script.py'''
            """),
        ConfigurationException.class,
        text -> ImportedConfiguration.of(PythonSettings.parse("s.py", text)).yaml());
  }
}
