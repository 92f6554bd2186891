package io.ec2cluster.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What others can call or extend is free of types of libraries, so that these can be replaced: the
 * Java runtime's, SLF4J's, JSpecify's and our own are allowed.
 */
final class LibraryFreeSignatures extends ArchCondition<JavaClass> {
  private static final List<String> ALLOWED =
      List.of("java.", "org.slf4j.", "org.jspecify.", "io.ec2cluster.");

  LibraryFreeSignatures() {
    super("have signatures free of types of libraries");
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Stream.concat(
            supertypes(type),
            type.getMembers().stream()
                .filter(LibraryFreeSignatures::isVisible)
                .flatMap(LibraryFreeSignatures::types))
        .filter(LibraryFreeSignatures::isForeign)
        .distinct()
        .forEach(
            foreign ->
                events.add(
                    SimpleConditionEvent.violated(
                        type, type.getName() + " shows " + foreign.getName())));
  }

  private static Stream<JavaClass> supertypes(JavaClass type) {
    return Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
  }

  private static boolean isVisible(JavaMember member) {
    Set<JavaModifier> modifiers = member.getModifiers();
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static Stream<JavaClass> types(JavaMember member) {
    if (member instanceof JavaField field) {
      return raw(field.getType());
    }
    JavaCodeUnit unit = (JavaCodeUnit) member;
    return Stream.concat(
        raw(unit.getReturnType()), unit.getParameterTypes().stream().flatMap(type -> raw(type)));
  }

  private static Stream<JavaClass> raw(JavaType type) {
    return type.getAllInvolvedRawTypes().stream().map(JavaClass::getBaseComponentType);
  }

  private static boolean isForeign(JavaClass type) {
    return !type.isPrimitive() && ALLOWED.stream().noneMatch(type.getName()::startsWith);
  }
}
