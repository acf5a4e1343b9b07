package dev.carillon.bench.load.client;

import dev.carillon.bench.load.account.Ledger;
import dev.carillon.bench.load.event.View;
import dev.carillon.bench.load.plan.Role;
import org.jspecify.annotations.Nullable;

/** A client through all its stays. Confined to its loop. */
final class Client {
    final int number;
    final Role role;
    final View view;
    final Ledger ledger = new Ledger();

    /** From the begin of connecting to the connection's end. */
    @Nullable
    Stay stay;

    long connectingSince;
    /** How often it was open, or is. */
    int stays;
    /** Whether it has heard anything of this run since it connected. */
    boolean subscribed;
    /** Whether it has left by itself and is not known to be back. */
    boolean returning;
    /** Whether a storm has dropped it, and it is not open again, or not heard to be subscribed again. */
    boolean stormOutside;

    boolean stormSilent;

    Client(int number, Role role, View view) {
        this.number = number;
        this.role = role;
        this.view = view;
    }

    boolean isOpen() {
        return stay != null && stay.isOpen();
    }
}
