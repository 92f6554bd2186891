package io.ec2cluster.packaging;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Puts the licence texts and notices of all libraries into the shipped jar, as most licences ask of
 * who passes a library on: {@code META-INF/licenses/LIBRARY-VERSION/FILE}. Merging jars keeps one
 * file of each name only.
 */
public final class LicenceTexts {
  private static final Pattern TEXT =
      Pattern.compile(
          "(META-INF/)?[^/]*(LICEN[CS]E|NOTICE|COPYING)[^/]*", Pattern.CASE_INSENSITIVE);

  private final TreeMap<String, byte[]> texts = new TreeMap<>();

  private LicenceTexts() {}

  /**
   * Takes the jar, a file with the class path of what it is made of, and the folder of texts that
   * libraries do not bring themselves.
   */
  public static void main(String[] args) throws IOException {
    LicenceTexts licences = new LicenceTexts();
    for (String library :
        Files.readString(Path.of(args[1])).strip().split(File.pathSeparator, -1)) {
      licences.addLibrary(Path.of(library));
    }
    licences.addFolder(Path.of(args[2]));
    JarEdit.in(Path.of(args[0]), licences::putInto);
  }

  private void addLibrary(Path library) throws IOException {
    if (!Files.isRegularFile(library)) {
      return;
    }
    String folder = library.getFileName().toString().replaceFirst("\\.jar$", "");
    try (ZipFile jar = new ZipFile(library.toFile())) {
      for (ZipEntry entry : jar.stream().filter(LicenceTexts::isText).toList()) {
        String name = entry.getName().replaceFirst(".*/", "");
        try (InputStream in = jar.getInputStream(entry)) {
          texts.put(folder + "/" + name, in.readAllBytes());
        }
      }
    }
  }

  private static boolean isText(ZipEntry entry) {
    return !entry.isDirectory() && TEXT.matcher(entry.getName()).matches();
  }

  private void addFolder(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        texts.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
  }

  /** With the time of the manifest, which is that of the build. */
  private void putInto(FileSystem jar) throws IOException {
    FileTime time = Files.getLastModifiedTime(jar.getPath("META-INF/MANIFEST.MF"));
    for (String name : List.copyOf(texts.keySet())) {
      for (Path folder : missing(jar.getPath("META-INF/licenses", folder(name)))) {
        Files.createDirectory(folder);
        setTimes(folder, time);
      }
      Path text = jar.getPath("META-INF/licenses", name);
      Files.write(text, texts.get(name));
      setTimes(text, time);
    }
  }

  /** All three: a new entry has those of its making too. */
  private static void setTimes(Path path, FileTime time) throws IOException {
    BasicFileAttributeView view =
        Objects.requireNonNull(Files.getFileAttributeView(path, BasicFileAttributeView.class));
    view.setTimes(time, time, time);
  }

  private static String folder(String name) {
    return name.substring(0, name.lastIndexOf('/'));
  }

  /** A folder and those that it is in, as far as they are missing; the outermost first. */
  private static List<Path> missing(Path folder) {
    return Stream.iterate(folder, path -> path != null && Files.notExists(path), Path::getParent)
        .sorted((one, other) -> Integer.compare(one.getNameCount(), other.getNameCount()))
        .toList();
  }
}
