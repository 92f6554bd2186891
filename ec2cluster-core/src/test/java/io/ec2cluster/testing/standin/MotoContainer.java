package io.ec2cluster.testing.standin;

import java.net.URI;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** moto's own image in a Docker engine, through Testcontainers. */
final class MotoContainer implements MotoWay {
  private static final int PORT = 5000;

  @Override
  public String label() {
    return "container";
  }

  @Override
  public MotoServer start() throws MotoUnavailable {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw new MotoUnavailable("no Docker engine answers");
    }
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse("motoserver/moto:" + MotoServer.VERSION))
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/moto-api/data.json"));
    try {
      container.start();
    } catch (RuntimeException e) {
      container.stop();
      throw new MotoUnavailable("the Docker engine answers, the container does not start", e);
    }
    URI endpoint =
        URI.create("http://" + container.getHost() + ":" + container.getMappedPort(PORT));
    return new MotoServer(endpoint, container::stop);
  }
}
