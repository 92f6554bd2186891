package io.ec2cluster.packaging;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.TimeZone;

/** Changes a jar in place, with the same result in every time zone. */
interface JarEdit {
  /** Makes the change. */
  void apply(FileSystem jar) throws IOException;

  /**
   * Opens a jar and changes it. A jar's own times have no zone, those that the JDK's file system
   * adds to each entry are made from them in the zone of the process and kept in UTC.
   */
  static void in(Path file, JarEdit edit) throws IOException {
    TimeZone zone = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    try (FileSystem jar = FileSystems.newFileSystem(file)) {
      edit.apply(jar);
    } finally {
      TimeZone.setDefault(zone);
    }
  }
}
