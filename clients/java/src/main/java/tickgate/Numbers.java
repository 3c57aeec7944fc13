package tickgate;

import java.math.BigDecimal;

/** Values of prices and sizes, whichever way they are written. */
final class Numbers {
    private Numbers() {}

    /** Compares by value: 100.50 is 100.5, as a Double and as a BigDecimal. */
    static int compare(Number one, Number other) {
        if (one instanceof Double left && other instanceof Double right) {
            //  Adding 0 makes -0 a 0.
            return Double.compare(left + 0.0, right + 0.0);
        }
        return exact(one).compareTo(exact(other));
    }

    static int signOf(Number number) {
        return number instanceof Double value ? (int) Math.signum(value) : exact(number).signum();
    }

    private static BigDecimal exact(Number number) {
        return number instanceof BigDecimal decimal
                ? decimal
                : BigDecimal.valueOf(number.doubleValue());
    }
}
