package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.testing.contract.GroupTemplateContract;
import io.ec2cluster.testing.standin.MotoServer;
import java.nio.file.Path;

/** The template of the documentation. */
class TemplateIT extends GroupTemplateContract {
  TemplateIT(MotoServer moto) {
    super(moto);
  }

  @Override
  protected String engine() {
    return PostgresEngine.ID;
  }

  @Override
  protected int port() {
    return 5432;
  }

  @Override
  protected Class<? extends Record> section() {
    return PostgresSettings.class;
  }

  @Override
  protected void checkSection(Record section) {
    PostgresSettings settings = (PostgresSettings) section;
    assertThat(settings.dataDirectory()).contains(Path.of("/var/lib/postgresql/15/main"));
    assertThat(settings.adoptPackageCluster()).isTrue();
    assertThat(settings.passwordFile()).contains(Path.of("/etc/ec2cluster/postgres.password"));
  }
}
