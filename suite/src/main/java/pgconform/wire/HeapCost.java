package pgconform.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/**
 * Estimates the heap size of a message that is kept. It can be many times the size of its octets:
 * each of its fields, of which there may be thousands, is a separate object. Code that keeps the
 * messages of a peer counts this size, not octets.
 */
public final class HeapCost {
  private static final long OBJECT = 24;
  private static final long ARRAY = 16;
  private static final long REFERENCE = 4;

  /** The part that is kept of each text, and of octets, of a large message. */
  private static final int KEPT_OF_TEXT = 1_000;

  /** The number of entries that are kept of each list of a large message. */
  private static final int KEPT_OF_LIST = 32;

  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          return type.isRecord() ? type.getRecordComponents() : new RecordComponent[0];
        }
      };

  private HeapCost() {}

  /** Returns the heap size, in bytes, of a message, or of a part of one. */
  public static long of(Object value) {
    if (value instanceof String text) {
      return OBJECT + ARRAY + 2L * text.length();
    } else if (value instanceof Bytes bytes) {
      return OBJECT + ARRAY + bytes.size();
    } else if (value instanceof List<?> list) {
      return OBJECT + ARRAY + list.stream().mapToLong(each -> REFERENCE + of(each)).sum();
    } else if (value instanceof Optional<?> optional) {
      return OBJECT + optional.map(HeapCost::of).orElse(0L);
    }
    long cost = OBJECT;
    if (value != null) {
      for (RecordComponent component : COMPONENTS.get(value.getClass())) {
        cost += component.getType().isPrimitive() ? Long.BYTES : of(component(value, component));
      }
    }
    return cost;
  }

  private static Object component(Object value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the parts of a message can be read", e);
    }
  }

  /**
   * Returns the same message with only the beginnings of its texts, octets and lists, to be shown
   * to people.
   */
  public static <M> M beginning(M message) {
    RecordComponent[] components = COMPONENTS.get(message.getClass());
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = begun(component(message, components[i]));
    }
    try {
      Constructor<?> constructor = message.getClass().getDeclaredConstructor(types);
      // The value has the class of the message.
      @SuppressWarnings("unchecked")
      M result = (M) constructor.newInstance(values);
      return result;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a message can be made of its parts", e);
    }
  }

  private static Object begun(Object value) {
    if (value instanceof String text) {
      return text.substring(0, Math.min(KEPT_OF_TEXT, text.length()));
    } else if (value instanceof Bytes bytes) {
      return bytes.slice(0, Math.min(KEPT_OF_TEXT, bytes.size()));
    } else if (value instanceof List<?> list) {
      return list.stream().limit(KEPT_OF_LIST).map(HeapCost::begun).toList();
    } else if (value instanceof Optional<?> optional) {
      return optional.map(HeapCost::begun);
    }
    return value instanceof Record && COMPONENTS.get(value.getClass()).length > 0
        ? beginning(value)
        : value;
  }
}
