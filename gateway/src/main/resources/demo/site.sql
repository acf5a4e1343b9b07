-- The demo's site: tables as Django 5.2 makes them on SQLite, as far as a gateway reads them.
BEGIN;
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");

INSERT INTO django_content_type (id, app_label, model) VALUES
    (1, 'admin', 'logentry'),
    (2, 'auth', 'permission'),
    (3, 'auth', 'group'),
    (4, 'auth', 'user'),
    (5, 'contenttypes', 'contenttype'),
    (6, 'sessions', 'session'),
    (7, 'shop', 'category'),
    (8, 'shop', 'product'),
    (9, 'shop', 'order'),
    (10, 'shop', 'orderline'),
    (11, 'shop', 'shipment'),
    (12, 'news', 'article');

-- Django's default permissions: four for each model, in this order.
INSERT INTO auth_permission (content_type_id, codename, name)
    SELECT type.id, action.column1 || '_' || type.model, 'Can ' || action.column1 || ' ' || type.model
    FROM django_content_type AS type, (VALUES ('add', 1), ('change', 2), ('delete', 3), ('view', 4)) AS action
    ORDER BY type.id, action.column2;

-- The passwords are hashes of nothing: nobody can log in with one.
INSERT INTO auth_user (id, username, first_name, last_name, email, password, last_login, is_superuser, is_staff, is_active, date_joined) VALUES
    (1, 'root', 'Rosalind', 'Oot', 'root@shop.example', 'pbkdf2_sha256$1000000$f3CUbRM0NyT4dI3Jgkwkzw$WSOLaqmYpbUV4uD8oJ8cFHD5Hpzqo2ahw+e+yrcRen8=', '2026-11-20 08:12:44.103922', 1, 1, 1, '2026-01-12 09:00:03.518204'),
    (2, 'edith', 'Edith', 'Tor', 'edith@shop.example', 'pbkdf2_sha256$1000000$R2uBAcneBxNTQ7LQ8qtRlt$WlPuUPZjzZwNRS/bTQyBnl4h8Dt0zdi4pw+adUyuacY=', '2026-11-21 16:40:19.770315', 0, 1, 1, '2026-02-02 10:21:50.004417'),
    (3, 'victor', 'Victor', 'Iewer', 'victor@shop.example', 'pbkdf2_sha256$1000000$nULbWGGl8WPVbsM8Fl6qas$R+Pxswh2HdSLnvXFDo/4Gfzq6gvdDue/wLlXs/9T2UU=', '2026-11-19 07:55:00.241680', 0, 1, 1, '2026-03-16 13:37:12.930551'),
    (4, 'nora', 'Nora', 'None', 'nora@shop.example', 'pbkdf2_sha256$1000000$p60Rkl7r7pa60TsUGQRDR0$1vDnrGerPnG9qG3nxqlQnenBLeN73LPrfuaDysygX0M=', NULL, 0, 0, 1, '2026-10-05 11:02:38.666019');

INSERT INTO auth_group (id, name) VALUES (1, 'Logistics');
INSERT INTO auth_user_groups (user_id, group_id) VALUES (3, 1);

INSERT INTO auth_group_permissions (group_id, permission_id)
    SELECT 1, id FROM auth_permission WHERE codename IN ('view_product', 'view_order', 'view_shipment') ORDER BY id;
INSERT INTO auth_user_user_permissions (user_id, permission_id)
    SELECT 2, id FROM auth_permission
    WHERE codename IN ('change_category', 'change_product', 'change_article', 'add_order', 'delete_shipment') ORDER BY id;
COMMIT;
