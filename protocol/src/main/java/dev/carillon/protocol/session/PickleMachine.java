package dev.carillon.protocol.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack and the memo of an unpickler, bounded. Values are text, whole numbers, {@link Dict}s, and tokens for the rest. */
final class PickleMachine {
    /** Values that are not kept. */
    enum Token {
        /** A list, whatever it holds. */
        LIST,
        /** None, a boolean, a float, bytes, a tuple: what tells nothing here. */
        OTHER,
        MARK
    }

    /** A dict of a thousand values is laid out at once; deeper or longer than this no session is. */
    private static final int MOST = 1 << 16;

    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    /** Of a dict only what a session is read for. */
    static final class Dict {
        final Map<String, String> kept = new HashMap<>(0);

        private void put(Object key, Object value) throws Refusal {
            if (key == Token.LIST || key instanceof Dict) {
                throw new Refusal();
            }
            if (key instanceof String name && SessionData.isKept(name)) {
                if (value instanceof String || value instanceof Long) {
                    kept.put(name, value.toString());
                } else {
                    kept.remove(name);
                }
            }
        }
    }

    /** The pickle is damaged, too large, or wants what is not allowed. Without a stack trace: it tells nothing more. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        Refusal() {
            super("refused", null, false, false);
        }
    }

    void push(Object value) throws Refusal {
        if (stack.size() == MOST) {
            throw new Refusal();
        }
        stack.add(value);
    }

    Object pop() throws Refusal {
        Object top = top();
        stack.removeLast();
        return top;
    }

    void mark() throws Refusal {
        push(Token.MARK);
    }

    void setItem() throws Refusal {
        Object value = pop();
        Object key = pop();
        dict().put(key, value);
    }

    void setItems() throws Refusal {
        List<Object> items = untilMark();
        if (items.size() % 2 != 0) {
            throw new Refusal();
        }
        Dict dict = dict();
        for (int i = 0; i < items.size(); i += 2) {
            dict.put(items.get(i), items.get(i + 1));
        }
    }

    void append() throws Refusal {
        var _ = pop();
        list();
    }

    void appends() throws Refusal {
        var _ = untilMark();
        list();
    }

    void tuple(int size) throws Refusal {
        for (int i = 0; i < size; i++) {
            var _ = pop();
        }
        push(Token.OTHER);
    }

    void markedTuple() throws Refusal {
        var _ = untilMark();
        push(Token.OTHER);
    }

    void memoize() throws Refusal {
        memoize(memo.size());
    }

    void memoize(int index) throws Refusal {
        if (index < 0 || memo.size() == MOST) {
            throw new Refusal();
        }
        memo.put(index, top());
    }

    void recall(int index) throws Refusal {
        Object value = memo.get(index);
        if (value == null) {
            throw new Refusal();
        }
        push(value);
    }

    private Object top() throws Refusal {
        if (stack.isEmpty() || stack.getLast() == Token.MARK) {
            throw new Refusal();
        }
        return stack.getLast();
    }

    private Dict dict() throws Refusal {
        if (top() instanceof Dict dict) {
            return dict;
        }
        throw new Refusal();
    }

    private void list() throws Refusal {
        if (top() != Token.LIST) {
            throw new Refusal();
        }
    }

    /** What stands above the last mark, which is taken away with it. */
    private List<Object> untilMark() throws Refusal {
        int mark = stack.lastIndexOf(Token.MARK);
        if (mark < 0) {
            throw new Refusal();
        }
        List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return items;
    }
}
