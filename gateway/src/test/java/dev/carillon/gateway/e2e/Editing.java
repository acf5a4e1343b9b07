package dev.carillon.gateway.e2e;

import dev.carillon.gateway.e2e.site.AdminClient;
import dev.carillon.gateway.e2e.site.DjangoSite;
import java.util.Map;

/** Two editors at work: every kind of action in the admin that leaves an entry in its log, and one that leaves none. */
final class Editing {
    private static final String NO_INLINES = "0";

    private Editing() {}

    static void everything(DjangoSite site) {
        try (AdminClient editor = new AdminClient(site.uri(), "root", "en");
                AdminClient french = new AdminClient(site.uri(), "française", "fr")) {
            products(editor);
            orders(editor);
            french.add("shop/category", Map.of("name", "Épices 🌶"));
            french.change(
                    "shop/product", editor.keyOf("shop/product", "Milk"), Map.of("name", "Lait \"cru\" & <frais>"));
            accounts(editor);
        }
    }

    private static void products(AdminClient editor) {
        editor.add("shop/category", Map.of("name", "Café ☕ 🔔"));
        editor.add("shop/category", Map.of("name", "Spices"));
        String category = editor.keyOf("shop/category", "Spices");
        editor.add("shop/product", Map.of("name", "x".repeat(199) + "é", "price", "2.50", "category", category));
        String coffee = editor.keyOf("shop/product", "Coffee");
        editor.change("shop/product", coffee, Map.of("name", "Crème Café", "price", "3.10"));
        editor.change("shop/product", coffee, Map.of());
        editor.change("shop/discountedproduct", coffee, Map.of("price", "1.55"));
        editor.add("shop/discountedproduct", Map.of("name", "Leftovers", "price", "0.50", "category", category));
        editor.changeList("shop/product", Map.of("form-1-price", "4.00", "form-2-price", "5.00", "_save", "Save"));
        editor.changeList("shop/discountedproduct", Map.of("form-1-price", "2.00", "_save", "Save"));
        editor.delete("shop/product", editor.keyOf("shop/product", "Water"));
        editor.deleteSelected("shop/product", editor.keyOf("shop/product", "Juice"));
        for (String name : new String[] {"a", "b", "c"}) {
            editor.add("shop/category", Map.of("name", name));
        }
        // No event at all, from Django 5.1 on.
        editor.deleteSelected(
                "shop/category",
                editor.keyOf("shop/category", "a"),
                editor.keyOf("shop/category", "b"),
                editor.keyOf("shop/category", "c"));
    }

    private static void orders(AdminClient editor) {
        String tea = editor.keyOf("shop/product", "Tea");
        editor.add(
                "shop/order",
                Map.of(
                        "customer", "Ada",
                        "lines-TOTAL_FORMS", "2",
                        "lines-0-product", tea,
                        "lines-0-quantity", "3",
                        "lines-1-product", tea,
                        "lines-1-quantity", "5"));
        editor.change(
                "shop/order",
                "1",
                Map.of(
                        "status", "paid",
                        "lines-TOTAL_FORMS", "2",
                        "lines-0-quantity", "4",
                        "lines-1-id", "",
                        "lines-1-order", "1",
                        "lines-1-product", tea,
                        "lines-1-quantity", "1"));
        editor.change("shop/order", "1", Map.of("lines-0-DELETE", "on"));
        editor.add("shop/order", Map.of("customer", "Grace", "lines-TOTAL_FORMS", NO_INLINES));
        editor.delete("shop/order", "1");
    }

    private static void accounts(AdminClient editor) {
        editor.add("auth/user", Map.of("username", "newcomer", "password1", "a-Long-0ne!", "password2", "a-Long-0ne!"));
        String key = editor.keyOf("auth/user", "newcomer");
        editor.change("auth/user", key, Map.of("groups", "1\n2", "first_name", "New"));
        editor.submit(
                "admin/auth/user/" + key + "/password/",
                "user_form",
                Map.of("password1", "An0ther-one!", "password2", "An0ther-one!"));
        editor.change("auth/user", key, Map.of("is_active", ""));
        editor.change("auth/group", "2", Map.of("name", "Empty still"));
    }
}
