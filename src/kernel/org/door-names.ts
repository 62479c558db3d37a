/**
 * What the doors that ask for a role are called in Chinese, for the page that explains the roles; by method and path.
 * A door that asks for a role and has no name here fails roles.test.ts.
 */
export const doorNames: Readonly<Record<string, { area: string; title: string }>> = Object.fromEntries(
  Object.entries({
    住户档案: {
      'POST /api/projects/:project/persons/:person/slip': '打印业主登录凭条',
      'POST /api/projects/:project/persons': '登记住户',
      'POST /api/projects/:project/persons/:person/rename': '更正住户姓名',
      'POST /api/projects/:project/persons/:person/id-number': '登记证件号码',
      'POST /api/projects/:project/persons/:person/phones': '添加电话',
      'DELETE /api/projects/:project/persons/:person/phones/:phone': '删除电话',
      'POST /api/projects/:project/persons/:person/residences': '登记入住关系',
      'POST /api/projects/:project/persons/:person/residences/:residence/end': '登记迁出',
      'POST /api/projects/:project/persons/:person/emergency-contacts': '添加紧急联系人',
      'DELETE /api/projects/:project/persons/:person/emergency-contacts/:contact': '删除紧急联系人',
    },
    人员岗位: {
      'POST /api/projects/:project/departments': '新设部门（须管理全部小区）',
      'POST /api/projects/:project/departments/:department': '修改部门（须管理全部小区）',
      'POST /api/projects/:project/departments/:department/close': '撤销部门（须管理全部小区）',
      'POST /api/projects/:project/posts': '新设岗位',
      'POST /api/projects/:project/posts/:post': '修改岗位、上级和片区',
      'POST /api/projects/:project/posts/:post/close': '撤销岗位',
      'POST /api/projects/:project/posts/:post/holdings': '安排任职和代理',
      'POST /api/projects/:project/posts/:post/holdings/:holding/end': '结束任职',
      'POST /api/projects/:project/staff': '新增人员',
      'POST /api/projects/:project/staff/:account': '修改人员资料',
      'POST /api/projects/:project/staff/:account/disable': '停用账号',
      'POST /api/projects/:project/staff/:account/enable': '启用账号',
      'POST /api/projects/:project/staff/:account/password': '重设密码',
      'GET /api/projects/:project/staff/:account/sessions': '查看登录设备',
      'POST /api/projects/:project/staff/:account/sessions/:session/end': '退出一处登录',
      'POST /api/projects/:project/staff/:account/sessions/end': '退出全部登录',
      'GET /api/projects/:project/staff/:account/load': '查看他人手上的工作',
      'POST /api/projects/:project/staff/:account/hand-over': '移交事项',
      'POST /api/projects/:project/staff/:account/leave': '办理离职',
    },
    值班: {
      'POST /api/projects/:project/on-duty': '排班',
      'DELETE /api/projects/:project/on-duty/:entry': '取消排班',
      'POST /api/projects/:project/on-duty/copy': '复制上周排班',
    },
    设置与日历: {
      'POST /api/projects/:project/policy': '修改项目设置',
      'POST /api/projects/:project/policy/preview': '预览设置改动',
      'POST /api/projects/:project/calendar': '修改工作日历（须管理全部小区）',
      'POST /api/projects/:project/calendar/preview': '预览日历改动',
    },
    前台与派工: {
      'POST /api/projects/:project/desk/take': '前台一次接单派工',
      'GET /api/projects/:project/repairs/pool': '查看抢单池',
    },
  }).flatMap(([area, doors]) => Object.entries(doors).map(([door, title]) => [door, { area, title }])),
)
