package io.ec2cluster.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Loads engine modules through ServiceLoader, each on its own: a broken one hides no other. */
final class ModuleProviders {
  private final Tracing loader;
  private final List<String> problems;

  ModuleProviders(ClassLoader loader, List<String> problems) {
    this.loader = new Tracing(loader);
    this.problems = problems;
  }

  List<EngineCatalog.Entry> load() {
    List<EngineCatalog.Entry> entries = new ArrayList<>();
    Iterator<ServiceLoader.Provider<EngineModule>> providers =
        ServiceLoader.load(EngineModule.class, loader).stream().iterator();
    boolean more = true;
    while (more) {
      more = loadNext(providers, entries) && !isStuck();
    }
    return entries;
  }

  private boolean loadNext(
      Iterator<ServiceLoader.Provider<EngineModule>> providers, List<EngineCatalog.Entry> entries) {
    try {
      if (!providers.hasNext()) {
        return false;
      }
      EngineModule module = providers.next().get();
      // Asked here, so that a module that cannot even say its id is named like any broken one.
      String unused = module.id();
      entries.add(
          new EngineCatalog.Entry(
              module,
              Optional.ofNullable(module.getClass().getPackage().getImplementationVersion())
                  .orElse(""),
              source(module.getClass())));
    } catch (ServiceConfigurationError | LinkageError | RuntimeException failure) {
      problems.add(
          "the engine of %s cannot be used: %s".formatted(loader.lastAsked(), reason(failure)));
    }
    return true;
  }

  /** The same problem twice in a row is one that the ServiceLoader cannot get past. */
  private boolean isStuck() {
    int size = problems.size();
    return size > 1 && problems.get(size - 1).equals(problems.get(size - 2));
  }

  /** The error itself and what is behind it; a ServiceConfigurationError alone says too little. */
  private static String reason(Throwable failure) {
    StringBuilder reason = new StringBuilder(failure.toString());
    Throwable cause = failure.getCause();
    while (cause != null) {
      reason.append(": ").append(cause);
      cause = cause.getCause();
    }
    return reason.toString();
  }

  private static String source(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "the Java runtime";
    }
    try {
      URI location = source.getLocation().toURI();
      return "file".equals(location.getScheme())
          ? Path.of(location).toString()
          : location.toString();
    } catch (URISyntaxException odd) {
      return source.getLocation().toString();
    }
  }

  /** Knows which class the ServiceLoader has asked for last: its errors do not always say. */
  private static final class Tracing extends ClassLoader {
    private String last = "(unknown)";

    Tracing(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Class<?> loadClass(String name) throws ClassNotFoundException {
      last = name;
      return super.loadClass(name);
    }

    String lastAsked() {
      return last;
    }
  }
}
