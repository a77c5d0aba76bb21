package pgconform.junit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/** Calls the method of the user's class that starts its target. */
final class StartMethod {
  private StartMethod() {}

  /**
   * Returns the target of a class.
   *
   * @throws WrongUse with one sentence, if the class names none, or more than one
   * @throws Exception whatever the user's method throws
   */
  static Target target(Class<?> type, String words) throws Exception {
    List<Method> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(StartTarget.class))
            .toList();
    if (methods.size() > 1) {
      throw new WrongUse(type.getName() + " has more than one method with @StartTarget");
    } else if (methods.isEmpty() == words.isEmpty()) {
      throw new WrongUse(
          methods.isEmpty()
              ? type.getName()
                  + " names no target: add a static method with @StartTarget, or"
                  + " @PostgresConformance(target = ...)"
              : type.getName() + " has a method with @StartTarget, and names a target besides");
    }
    return methods.isEmpty() ? Target.of(words) : started(type, methods.get(0));
  }

  private static Target started(Class<?> type, Method method) throws Exception {
    String name = type.getName() + "." + method.getName();
    if (!Modifier.isStatic(method.getModifiers())
        || method.getParameterCount() > 0
        || !Target.class.equals(method.getReturnType())) {
      throw new WrongUse(
          name + " has @StartTarget and must be static, have no parameters, and return a Target");
    }
    method.setAccessible(true);
    try {
      Target target = (Target) method.invoke(null);
      if (target == null) {
        throw new WrongUse(name + " returned no target");
      }
      return target;
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
