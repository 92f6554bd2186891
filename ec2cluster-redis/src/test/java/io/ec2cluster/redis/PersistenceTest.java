package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {
  private final Path folder;

  PersistenceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Persistence with(String conf) throws IOException {
    Path file = folder.resolve("redis.conf");
    Files.writeString(file, conf);
    return new Persistence(folder, RedisConf.read(file));
  }

  /** The form of RDB files: magic, auxiliary fields (0xFA), a database (0xFE) or the end (0xFF). */
  private byte[] rdb(boolean keys) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("REDIS0010".getBytes(StandardCharsets.US_ASCII));
    field(
        bytes,
        "repl-id",
        "0123456789012345678901234567890123456789".getBytes(StandardCharsets.US_ASCII));
    bytes.write(0xFA);
    text(bytes, "repl-offset".getBytes(StandardCharsets.US_ASCII));
    bytes.write(new byte[] {(byte) 0xC2, 1, 2, 0, 0});
    bytes.write(0xFA);
    text(bytes, "aof-base".getBytes(StandardCharsets.US_ASCII));
    bytes.write(new byte[] {(byte) 0xC0, 0});
    bytes.write(keys ? 0xFE : 0xFF);
    bytes.write(0);
    return bytes.toByteArray();
  }

  private static void field(ByteArrayOutputStream bytes, String name, byte[] value)
      throws IOException {
    bytes.write(0xFA);
    text(bytes, name.getBytes(StandardCharsets.US_ASCII));
    text(bytes, value);
  }

  private static void text(ByteArrayOutputStream bytes, byte[] value) throws IOException {
    bytes.write(value.length);
    bytes.write(value);
  }

  @Test
  void noFileAndARdbFileWithoutKeysAreEmpty() throws IOException {
    Persistence persistence = with("dbfilename data.rdb\n");
    assertThat(persistence.isEmpty()).isTrue();
    assertThat(persistence.description()).isEqualTo("no " + folder.resolve("data.rdb"));

    Files.write(folder.resolve("data.rdb"), rdb(false));
    assertThat(persistence.isEmpty()).isTrue();
    assertThat(persistence.description()).contains("holds no key");

    Files.write(folder.resolve("data.rdb"), rdb(true));
    assertThat(persistence.isEmpty()).isFalse();
  }

  @Test
  void rdbFileTellsItsHistoryAndOffset() throws IOException {
    Files.write(folder.resolve("dump.rdb"), rdb(true));

    RdbHeader header = with("").snapshot().orElseThrow();

    assertThat(header.fields())
        .containsEntry("repl-id", "0123456789012345678901234567890123456789")
        .containsEntry("repl-offset", "513")
        .containsEntry("aof-base", "0");
    assertThat(header.hasKeys()).isTrue();
  }

  @Test
  void fileThatIsCutShortOrNoRdbFileIsNotTakenForEmpty() throws IOException {
    Files.writeString(folder.resolve("dump.rdb"), "REDIS0010");
    assertThat(with("").isEmpty()).isFalse();

    Files.writeString(folder.resolve("dump.rdb"), "something else");
    assertThat(with("").isEmpty()).isFalse();
  }

  @Test
  void appendOnlyServerLoadsItsAppendOnlyFilesAlone() throws IOException {
    Files.write(folder.resolve("dump.rdb"), rdb(true));
    Persistence persistence = with("appendonly yes\nappenddirname aof\nappendfilename a.aof\n");
    assertThat(persistence.isEmpty()).isTrue();
    assertThat(persistence.description()).contains("does not load");

    Path aof = Files.createDirectory(folder.resolve("aof"));
    Files.writeString(aof.resolve("a.aof.manifest"), "file a.aof.1.base.rdb seq 1 type b\n");
    Files.write(aof.resolve("a.aof.1.base.rdb"), rdb(false));
    Files.createFile(aof.resolve("a.aof.1.incr.aof"));
    assertThat(persistence.isEmpty()).isTrue();

    Files.writeString(aof.resolve("a.aof.1.incr.aof"), "*2\r\n$6\r\nSELECT\r\n");
    assertThat(persistence.isEmpty()).isFalse();
  }

  @Test
  void appendOnlyFileOfBeforeVersion7Counts() throws IOException {
    Persistence persistence = with("appendonly yes\n");
    Files.write(folder.resolve("appendonly.aof"), rdb(true));

    assertThat(persistence.isEmpty()).isFalse();
    assertThat(persistence.all()).containsExactly(folder.resolve("appendonly.aof"));
  }
}
