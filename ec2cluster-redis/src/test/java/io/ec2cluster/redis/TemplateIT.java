package io.ec2cluster.redis;

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
    return RedisEngine.ID;
  }

  @Override
  protected int port() {
    return 6379;
  }

  @Override
  protected Class<? extends Record> section() {
    return RedisSettings.class;
  }

  @Override
  protected void checkSection(Record section) {
    RedisSettings settings = (RedisSettings) section;
    assertThat(settings.passwordFile()).contains(Path.of("/etc/ec2cluster/redis.password"));
    assertThat(settings.replicasExpected()).contains(2);
  }
}
