package pgconform.junit;

import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;

/** An area of requirements. */
final class Area extends AbstractTestDescriptor {
  /** The word that stands for an area in unique ids. */
  static final String SEGMENT = "area";

  Area(UniqueId parent, String name, Class<?> type) {
    super(parent.append(SEGMENT, name), name, ClassSource.from(type));
  }

  @Override
  public Type getType() {
    return Type.CONTAINER;
  }
}
