/**
 * What the source page 获取验证码 says and this document does not repeat, in Markdown: its body table and its request. Its
 * headers are the parameters of the operation, in its order and with its examples.
 */
export const SOURCE_PAGE = `**The source page** is 获取验证码 (iThings-apisvr/系统管理/用户管理). Its body:

| field | type | required | here |
|---|---|---|---|
| \`use\` | string | yes | the same |
| \`data\` | string | yes | alias of \`account\`: the table of the page requires \`data\`, its example sends \`account\` |
| \`type\` | string | yes | the same |

Its headers are the parameters below. Its values contain names of variables, such as \`{{iThings-token}}\`; the examples below omit them. Its default \`en\` of \`Accept-Language\` is an example here: generated clients send defaults, and then the language of the tenant would never apply.

Its request:

\`\`\`sh
curl --location --request POST '/api/v1/system/user/captcha' \\
--header 'iThings-token: eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJVaWQiOiIxNzQwMzU4MDU3MDM4MTg4NTQ0IiwiZXhwIjoxNjgzNTQ4NDU5LCJpYXQiOjE2ODM1NDQ4NTksIlJvbGUiOjF9.ygQyxFx7AGtf7vcFJmE-xcElQUtwE23HN_0av02tSec' \\
--header 'iThings-token;' \\
--header 'iThings-project-id: 1764806234122309632{{iThings-token}}' \\
--header 'iThings-project-id;' \\
--header 'iThings-app-code: {{iThings-app-code}}' \\
--header 'iThings-app-code;' \\
--header 'iThings-user-role: 1' \\
--header 'iThings-user-role;' \\
--header 'Accept-Language: en' \\
--header 'iThings-tenant-code;' \\
--header 'Content-Type: application/json' \\
--data-raw '{
"use": "login",
"type": "email",
"account":"603785348@qq.com"
}'
\`\`\``;
