package io.ec2cluster.testing.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ascii;
import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.config.Setting;
import io.ec2cluster.spi.EngineCatalog;
import io.ec2cluster.spi.EngineModule;
import io.ec2cluster.spi.Operation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link EngineModule} keeps, so that the command line, the help, the reference and the
 * completion can be made from what it declares. Extend it, or {@link RoleEngineContract} for
 * software with one primary.
 */
public abstract class EngineModuleContract {
  private static final Pattern UPPER = Pattern.compile("[A-Z]");
  private static final List<String> AWKWARD =
      List.of("", " ", "-1", "0", "0s", "99999999999999999999", "-x", "/", "..", "{{", "no such");

  /** The module, made anew. */
  protected abstract EngineModule module();

  /**
   * The engine's section of a configuration file in YAML's flow form, with at least what has no
   * default: {@code {primary: [/opt/db/become-primary]}}.
   */
  protected abstract String section();

  /**
   * Sections that are wrong, each with the key that the problem has to name: {@code {port: 70000}}
   * with {@code port}. None by default; give one for every rule that the settings record keeps.
   */
  protected Map<String, String> refusedSections() {
    return Map.of();
  }

  /** Whether the module's jar lists it for ServiceLoader; so it is unless this is overridden. */
  protected boolean isListedForServiceLoader() {
    return true;
  }

  @Test
  void idCanBeUsedAndStaysTheSame() {
    assertThatCode(() -> EngineCatalog.of(module())).doesNotThrowAnyException();
    assertThat(module().id()).isEqualTo(module().id());
  }

  @Test
  void summaryIsOneLine() {
    assertThat(module().summary()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void moduleIsFound() {
    Class<?> type = module().getClass();
    EngineCatalog catalog = EngineCatalog.discover(type.getClassLoader());

    assertThat(catalog.entries().stream().anyMatch(entry -> type.isInstance(entry.module())))
        .isEqualTo(isListedForServiceLoader());
  }

  @Test
  void everySettingIsDescribed() {
    assertThat(undescribed(module().settings())).isEmpty();
  }

  @Test
  void sectionIsRead() {
    Configuration configuration = parse(section(), scope());

    assertThat(configuration.section(module().id(), module().settings())).isNotNull();
  }

  @Test
  void wrongSectionsAreRefusedAndTheKeyIsNamed() {
    refusedSections()
        .forEach(
            (wrong, key) ->
                assertThatThrownBy(() -> parse(wrong, scope()))
                    .as(wrong)
                    .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused ->
                            assertThat(refused.problems())
                                .as(wrong)
                                .anyMatch(
                                    problem -> problem.key().equals(module().id() + "." + key))
                                .allMatch(problem -> AgreedForm.isTold(problem.toString()))));
  }

  /** A constructor that fails in another way than by refusing would be an internal error. */
  @Test
  void whateverASettingIsSetToItIsTakenOrRefused() {
    for (RecordComponent component : module().settings().getRecordComponents()) {
      for (String value : AWKWARD) {
        String key = module().id() + "." + kebabCase(component.getName());
        ConfigurationScope scope =
            scope().withGiven(Map.of(key, new ConfigurationScope.Given(value, "the contract")));
        try {
          parse(section(), scope);
        } catch (ConfigurationException refused) {
          assertThat(refused.problems())
              .as(key + "=" + value)
              .isNotEmpty()
              .allMatch(problem -> AgreedForm.isTold(problem.toString()));
        } catch (RuntimeException unexpected) {
          throw new AssertionError(key + "=" + value + " is not refused but fails", unexpected);
        }
      }
    }
  }

  private ConfigurationScope scope() {
    return ConfigurationScope.of(Map.of(), Map.of(module().id(), module().settings()));
  }

  private Configuration parse(String section, ConfigurationScope scope) {
    return Configuration.parse("contract.yaml", module().id() + ": " + section + "\n", scope);
  }

  private static String kebabCase(String name) {
    return Ascii.toLowerCase(UPPER.matcher(name).replaceAll("-$0"));
  }

  @Test
  void operationsHaveIdsOfTheirOwnAndDescribedOptions() {
    List<Operation<?>> operations = module().operations();

    assertThat(operations.stream().map(Operation::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)?"));
    for (Operation<?> operation : operations) {
      assertThat(operation.summary()).as(operation.id()).isNotBlank().doesNotContain("\n");
      assertThat(undescribed(operation.options())).as(operation.id()).isEmpty();
    }
  }

  /** The components without a {@link Setting}, those of nested records included. */
  private static List<String> undescribed(Class<?> type) {
    List<String> undescribed = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null || setting.value().isBlank()) {
        undescribed.add(type.getSimpleName() + "." + component.getName());
      }
      nestedRecords(component.getGenericType())
          .filter(nested -> isOf(nested, type))
          .forEach(nested -> undescribed.addAll(undescribed(nested)));
    }
    return undescribed;
  }

  /** Values of the JDK and of core (sizes, templates, secrets) are scalars, not sections. */
  private static boolean isOf(Class<?> nested, Class<?> module) {
    return nested.isRecord() && nested.getPackageName().equals(module.getPackageName());
  }

  private static Stream<Class<?>> nestedRecords(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      return Stream.of(parameterized.getActualTypeArguments())
          .flatMap(EngineModuleContract::nestedRecords);
    }
    return type instanceof Class<?> plain ? Stream.of(plain) : Stream.empty();
  }
}
