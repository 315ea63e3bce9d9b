package io.github.argometer.send;

import java.util.regex.Pattern;

/**
 * What one value of a plan's file may be: nothing that a setting, in which lists and parts are joined, would take for another.
 *
 * @param allowed says it for people
 */
record PlanValue(String allowed, Pattern pattern) {

    static final PlanValue INTEGER = new PlanValue(
            "an integer in decimal digits, without zeros before it", Pattern.compile("-?(0|[1-9][0-9]*)"));

    static final PlanValue NUMBER = new PlanValue(
            "a number in decimal digits, without zeros before it",
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?"));

    static final PlanValue WORD = new PlanValue("one word", Pattern.compile("[A-Za-z0-9-]+"));

    /** A text that goes as an attribute over the wire, and through settings. */
    static final PlanValue AUTHOR = new PlanValue(
            "1 to 255 characters that can be sent, without comma, colon, control characters and blanks at the ends",
            Pattern.compile(
                    "(?=[^\\h])[^,:\\p{Cntrl}\\p{Cs}\u0080-\u009f\u2028\u2029\ufffd-\uffff]{1,255}(?<=[^\\h])"));

    boolean holds(String text) {
        return pattern.matcher(text).matches();
    }
}
