package io.ec2cluster.cli.plugin;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;

/**
 * The loader of one plug-in: its jars, the Java runtime, and of ec2cluster the public packages with
 * SLF4J and JSpecify. Whatever else ec2cluster or another plug-in uses, in whatever version, is not
 * seen. Lives as long as the program, and is therefore never closed.
 */
final class PluginClassLoader extends URLClassLoader {
  /** Core's public packages; a test compares them with what core has. */
  static final Set<String> PUBLIC_PACKAGES =
      ImmutableSet.of(
          "io.ec2cluster",
          "io.ec2cluster.agent",
          "io.ec2cluster.aws",
          "io.ec2cluster.calendar",
          "io.ec2cluster.config",
          "io.ec2cluster.coordination",
          "io.ec2cluster.demo",
          "io.ec2cluster.dns",
          "io.ec2cluster.doctor",
          "io.ec2cluster.host",
          "io.ec2cluster.local",
          "io.ec2cluster.metadata",
          "io.ec2cluster.python",
          "io.ec2cluster.role",
          "io.ec2cluster.script",
          "io.ec2cluster.spi",
          "io.ec2cluster.testing");

  private static final Set<String> SHARED_LIBRARIES =
      ImmutableSet.of(
          "org.slf4j",
          "org.slf4j.event",
          "org.slf4j.helpers",
          "org.slf4j.spi",
          "org.jspecify.annotations");

  static {
    registerAsParallelCapable();
  }

  private final String place;

  PluginClassLoader(String place, URL[] jars, ClassLoader core) {
    super("plug-in " + place, jars, new PublicCore(core));
    this.place = place;
  }

  /** Code of the plug-in, which may wait. */
  @FunctionalInterface
  interface Code<T, E extends Exception> {
    T run() throws E;
  }

  /** Runs code with this loader as the thread's context class loader. */
  <T, E extends Exception> T call(Code<T, E> code) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(this);
    try {
      return code.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Where the plug-in lies. */
  String place() {
    return place;
  }

  /** The bytes of a class of the plug-in itself. */
  byte[] bytes(Class<?> type) throws IOException {
    try (InputStream input = getResourceAsStream(type.getName().replace('.', '/') + ".class")) {
      return input == null ? new byte[0] : input.readAllBytes();
    }
  }

  /** The Java runtime and what plug-ins share with ec2cluster; no resources of ec2cluster. */
  private static final class PublicCore extends ClassLoader {
    static {
      registerAsParallelCapable();
    }

    private final ClassLoader core;

    PublicCore(ClassLoader core) {
      super("public core", ClassLoader.getPlatformClassLoader());
      this.core = core;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      String folder = name.substring(0, Math.max(0, name.lastIndexOf('.')));
      return PUBLIC_PACKAGES.contains(folder) || SHARED_LIBRARIES.contains(folder)
          ? core.loadClass(name)
          : super.loadClass(name, resolve);
    }
  }
}
