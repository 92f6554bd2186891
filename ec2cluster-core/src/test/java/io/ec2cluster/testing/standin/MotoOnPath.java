package io.ec2cluster.testing.standin;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The {@code moto_server} that is installed. */
final class MotoOnPath implements MotoWay {
  private static final String PROGRAM = "moto_server";

  @Override
  public String label() {
    return "path";
  }

  @Override
  public MotoServer start() throws MotoUnavailable {
    Path program =
        Splitter.on(java.io.File.pathSeparatorChar)
            .omitEmptyStrings()
            .splitToStream(String.valueOf(System.getenv("PATH")))
            .map(folder -> Path.of(folder, PROGRAM))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow(() -> new MotoUnavailable("no " + PROGRAM + " on the PATH"));
    return MotoProcess.start(List.of(program.toString()));
  }
}
