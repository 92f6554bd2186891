package io.ec2cluster.cli.plugin;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a class file names, read from its constant pool (Java Virtual Machine Specification, 4.4).
 */
final class ClassFile {
  private static final int HEADER = 8;
  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int STRING = 8;
  private static final int METHOD_HANDLE = 15;
  private static final int METHOD_TYPE = 16;
  private static final int MODULE = 19;
  private static final int PACKAGE = 20;

  private ClassFile() {}

  /** The names of the classes, without arrays; empty for no bytes. */
  static Set<String> names(byte[] bytes) throws IOException {
    Set<String> names = new TreeSet<>();
    if (bytes.length == 0) {
      return names;
    }
    Map<Integer, String> texts = new HashMap<>();
    List<Integer> classes = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(HEADER);
      int count = in.readUnsignedShort();
      for (int index = 1; index < count; index++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case UTF8 -> texts.put(index, in.readUTF());
          case CLASS -> classes.add(in.readUnsignedShort());
          case STRING, METHOD_TYPE, MODULE, PACKAGE -> in.skipNBytes(2);
          case METHOD_HANDLE -> in.skipNBytes(3);
          case LONG, DOUBLE -> {
            in.skipNBytes(8);
            // They take two places (4.4.5).
            index++;
          }
          default -> in.skipNBytes(4);
        }
      }
    }
    classes.stream()
        .map(index -> texts.getOrDefault(index, "["))
        .filter(name -> !name.startsWith("["))
        .forEach(name -> names.add(name.replace('/', '.')));
    return names;
  }
}
